"""Sets other programs beside ours: the same documents, the same server, one run, in turns.

    pip install feedparser requests trafilatura readability-lxml lxml_html_clean
    apt-get install newsboat
    python3 benches/peers.py            # builds ours first; some ten minutes

Only processor time counts, since machines are shared: of the whole process for a poll of many
feeds (the server is another process and does not count), of the loop for parsing and extraction.
Every figure is the median of the rounds; a ratio is the median of the rounds' own ratios. What is
not installed is said to be missing.
"""
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

from peers_web import FEEDS, PAGES, serve, url_of, write_pages

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS = 5

# What runs in a Python of its own, so that nothing warmed up for one helps another.
PARSE = """
import feedparser, sys, time
document = open(sys.argv[1], "rb").read()
feedparser.parse(document)
times, start = 0, time.process_time()
while time.process_time() - start < 1.5:
    feedparser.parse(document); times += 1
print((time.process_time() - start) / times * 1e3)
"""
EXTRACT = """
import logging, pathlib, sys, time
logging.disable(logging.CRITICAL)
texts = [path.read_text("utf-8") for path in sorted(pathlib.Path(sys.argv[2]).glob("*.html"))]
if sys.argv[1] == "readability":
    import readability
    read = lambda text: readability.Document(text).summary()
else:
    import trafilatura
    read = lambda text: trafilatura.extract(text, favor_precision=sys.argv[1] == "precision")
def work():
    for text in texts:
        read(text)
work()
times, start = 0, time.process_time()
while time.process_time() - start < 2.0:
    work(); times += 1
print(len(texts) * times / (time.process_time() - start))
"""
POLL = """
import feedparser, requests, sqlite3, sys, time
urls = open(sys.argv[1]).read().split()
store = sqlite3.connect(sys.argv[2])
store.execute("pragma journal_mode = wal")
store.execute("create table if not exists feed (url text primary key, etag text)")
store.execute("create table if not exists entry (feed text, id text, title text, link text,"
              " published text, summary text, primary key (feed, id))")
session = requests.Session()
start = time.process_time()
for url in urls:
    known = store.execute("select etag from feed where url = ?", (url,)).fetchone()
    reply = session.get(url, headers={"If-None-Match": known[0]} if known else {}, timeout=20)
    if reply.status_code == 304:
        continue
    feed = feedparser.parse(reply.content, response_headers=dict(reply.headers))
    with store:
        store.executemany("insert or ignore into entry values (?, ?, ?, ?, ?, ?)", [
            (url, e.get("id"), e.get("title"), e.get("link"), e.get("published"), e.get("summary"))
            for e in feed.entries])
        store.execute("insert or replace into feed values (?, ?)", (url, reply.headers.get("etag")))
print((time.process_time() - start) / len(urls) * 1e3)
"""


def python(code, *arguments):
    done = subprocess.run([sys.executable, "-c", code, *map(str, arguments)],
                          capture_output=True, text=True)
    if done.returncode:
        print("  not measured:", done.stderr.strip().splitlines()[-1], flush=True)
        return None
    return float(done.stdout)


def build():
    done = subprocess.run(["cargo", "bench", "--bench", "front", "--no-run",
                           "--message-format=json"], cwd=HERE, stdout=subprocess.PIPE, check=True)
    made = [json.loads(line) for line in done.stdout.splitlines()]
    return [m["executable"] for m in made
            if m.get("executable") and m["target"]["name"] == "front"][-1]


def ours(program, *arguments):
    done = subprocess.run([program, "--bench", *map(str, arguments)], check=True,
                          capture_output=True, text=True)
    lines = (line.split() for line in done.stdout.splitlines())
    return {parts[0]: float(parts[1]) for parts in lines if len(parts) == 3}


def newsboat(folder, urls):
    """Two reloads: everything new, nothing new. Milliseconds of its process for each feed."""
    if not shutil.which("newsboat"):
        return None
    (folder / "config").write_text("reload-threads 1\nrefresh-on-startup no\nuse-proxy no\n")
    command = ["newsboat", "-q", "-u", urls, "-C", folder / "config", "-c", folder / "cache.db",
               "-x", "reload"]
    figures = []
    for _ in range(2):
        before = os.times()
        subprocess.run(list(map(str, command)), stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, env={**os.environ, "HOME": str(folder)})
        after = os.times()
        used = (after.children_user - before.children_user
                + after.children_system - before.children_system)
        figures.append(used / FEEDS * 1e3)
    return figures


class Table:
    """Rows of (what, who, figure) by round, and the sentence they make."""

    def __init__(self):
        self.rows = {}

    def add(self, what, who, figure):
        if figure is not None:
            self.rows.setdefault((what, who), []).append(figure)

    def show(self):
        print(f"\n{'what':34} {'who':28} {'median':>10} {'ratio to ours':>14}")
        for (what, who), figures in self.rows.items():
            base = self.rows.get((what, "pactwatch"), [])
            more_is_better = what.startswith("pages/s")
            ratios = [(b / f if more_is_better else f / b)
                      for f, b in zip(figures, base) if f and b]
            ratio = f"{statistics.median(ratios):.1f}" if who != "pactwatch" and ratios else ""
            print(f"{what:34} {who:28} {statistics.median(figures):10.3f} {ratio:>14}")


def one_round(program, table, pages, port, document):
    figures = ours(program, "parse")
    table.add("a feed parsed, ms", "pactwatch", figures["feed_parse"])
    table.add("a feed parsed, ms", "feedparser", python(PARSE, document))
    for what, folder in pages.items():
        name = f"pages/s, {what}"
        table.add(name, "pactwatch", ours(program, "pages", folder)["pages_rate"])
        for who, mode in [("trafilatura", "default"), ("trafilatura, precision", "precision"),
                          ("readability-lxml", "readability")]:
            table.add(name, who, python(EXTRACT, mode, folder))
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        urls = folder / "urls"
        urls.write_text("".join(f"{url_of(n, port)}\n" for n in range(FEEDS)))
        figures = ours(program, "polls", port)
        first, second = "a poll that is new, ms", "a poll not modified, ms"
        table.add(first, "pactwatch", figures["poll_first_processor"])
        table.add(second, "pactwatch", figures["poll_304_processor"])
        for what in (first, second):
            table.add(what, "feedparser + requests + sqlite", python(POLL, urls, folder / "p.db"))
        for what, figure in zip((first, second), newsboat(folder, urls) or []):
            table.add(what, "newsboat", figure)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    program = build()
    table = Table()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        document = folder / "feed.xml"
        grown = write_pages(folder, document)
        pages = {"small (the tests' layouts)": PAGES, "of a newspaper's size": grown}
        port, stop = serve(document.read_bytes())
        try:
            for turn in range(rounds):
                print(f"round {turn + 1} of {rounds}", flush=True)
                one_round(program, table, pages, port, document)
        finally:
            stop()
    table.show()


if __name__ == "__main__":
    main()
