"""Sets other programs beside the figures of `cargo bench --bench front`, which it reads from standard
input. Each is measured in this run, on one core, with the same documents; what is not installed is
said to be missing. Needs none of them: pip install feedparser requests trafilatura readability-lxml.
"""
import pathlib
import sys
import time


def each(work):
    work()
    times, start = 0, time.process_time()
    while time.process_time() - start < 1.5:
        work()
        times += 1
    return (time.process_time() - start) / times


def feed_document():
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


def feeds(ours):
    try:
        import feedparser
    except ImportError:
        print("feedparser: not installed")
        return
    document = feed_document()
    ms = each(lambda: feedparser.parse(document)) * 1e3
    print(f"feedparser {feedparser.__version__}: {ms:.2f} ms a feed", end="")
    if "feed_parse" in ours:
        print(f", {ms / ours['feed_parse']:.0f} times ours", end="")
    print()


def pages(ours):
    folder = pathlib.Path(__file__).parent.parent / "tests/data/article/layouts"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.html"))]

    def measure(name, read):
        rate = len(texts) / each(lambda: [read(text) for text in texts])
        print(f"{name}: {rate:.0f} pages/s", end="")
        if "pages_rate" in ours:
            print(f", ours {ours['pages_rate'] / rate:.1f} times as many", end="")
        print()

    try:
        import trafilatura
        measure(f"trafilatura {trafilatura.__version__}", trafilatura.extract)
        measure("trafilatura, precision",
                lambda text: trafilatura.extract(text, favor_precision=True))
    except ImportError:
        print("trafilatura: not installed")
    try:
        import logging

        import readability
        logging.getLogger("readability").setLevel(logging.CRITICAL)
        measure("readability-lxml", lambda text: readability.Document(text).summary())
    except ImportError:
        print("readability-lxml: not installed")


def main():
    ours = {}
    if not sys.stdin.isatty():
        for line in sys.stdin:
            print(line, end="")
            parts = line.split()
            if len(parts) == 3:
                try:
                    ours[parts[0]] = float(parts[1])
                except ValueError:
                    pass
    feeds(ours)
    pages(ours)


main()
