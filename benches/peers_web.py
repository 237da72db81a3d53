"""What the programs compared are given: a feed document, pages, and a server that has both forms of
answer to a poll. Every host of 127.0.0.0/8 is this server.
"""
import asyncio
import multiprocessing
import pathlib
import socket

FEEDS = 2000
PAGES = pathlib.Path(__file__).resolve().parent.parent / "tests/data/article/layouts"


def url_of(n, port):
    """Each feed has a host of its own, or politeness would be what is measured."""
    return f"http://127.1.{n // 250}.{n % 250 + 1}:{port}/feed.xml"


def feed_document():
    """The document of `benches/front/setting.rs`."""
    text = ("The council has put off its decision about the old bridge until the spring, when "
            "the engineers are to say what its repair would cost and how long it would take. ")
    items = "".join(
        f"<item><title>Bridge decision put off, part {n}</title>"
        f"<link>https://news.example/bridge/{n}?utm_source=rss&amp;utm_medium=feed</link>"
        f'<guid isPermaLink="false">news-{n}</guid>'
        f"<pubDate>Mon, 03 Mar 2031 06:{n % 60:02}:00 GMT</pubDate><dc:creator>A. Writer</dc:creator>"
        f"<category>City</category><description><![CDATA[<p>{text * 2}</p>]]></description></item>"
        for n in range(30))
    return ('<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title>'
            f"<link>https://news.example/</link><description>All of it</description>{items}"
            "</channel></rss>").encode()


def grown(page):
    """A layout with what a newspaper's page carries besides: scripts, styles, menus, lists of other
    articles, an icon sheet. The article stays as it is."""
    script = "<script>" + "".join(
        f'window.push({{"slot":{n},"size":[{n * 7},{n * 5}],"path":"/a/b/{n}"}});'
        for n in range(700)) + "</script>"
    style = "<style>" + "".join(
        f".c{n}-x{{margin:{n}px;padding:0 {n % 9}px;color:#{n:06x}}}" for n in range(500)) + "</style>"
    icons = '<svg style="display:none">' + "".join(
        f'<symbol id="i{n}"><path d="M{n} 0h24v24H{n}z m1 1l{n} {n}"/></symbol>'
        for n in range(80)) + "</svg>"
    menu = '<nav class="menu"><ul>' + "".join(
        f'<li class="menu__item"><a class="menu__link" href="/section/{n}">Section {n}</a></li>'
        for n in range(150)) + "</ul></nav>"
    cards = '<div class="more-stories">' + "".join(
        f'<div class="card card--{n % 4}"><a href="/story/{n}"><img src="/i/{n}.jpg" alt="">'
        f"<h3>Another story of the day, number {n}</h3></a><p>A few words about it that make one "
        f'want to read on.</p><span class="time">{n} minutes ago</span></div>'
        for n in range(60)) + "</div>"
    page = page.replace("</head>", style + script + "</head>", 1)
    head, body, rest = page.partition("<body")
    tag, close, rest = rest.partition(">")
    return head + body + tag + close + icons + menu + rest.replace("</body>", cards + script + "</body>")


def write_pages(folder, document):
    document.write_bytes(feed_document())
    pages = folder / "pages"
    pages.mkdir()
    for path in PAGES.glob("*.html"):
        (pages / path.name).write_text(grown(path.read_text("utf-8")), "utf-8")
    return pages


async def answer(reader, writer, document):
    head = (b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: \"one\"\r\n"
            b"Content-Length: %d\r\n\r\n" % len(document))
    try:
        while True:
            request = await reader.readuntil(b"\r\n\r\n")
            known = b"if-none-match" in request.lower()
            writer.write(b'HTTP/1.1 304 Not Modified\r\nETag: "one"\r\n\r\n' if known
                         else head + document)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


def run(listener, document):
    async def forever():
        server = await asyncio.start_server(lambda r, w: answer(r, w, document), sock=listener)
        await server.serve_forever()
    asyncio.run(forever())


def serve(document):
    """Starts the server in a process of its own; its port, and how to stop it."""
    listener = socket.create_server(("0.0.0.0", 0), backlog=1024)
    process = multiprocessing.Process(target=run, args=(listener, document), daemon=True)
    process.start()
    return listener.getsockname()[1], process.terminate
