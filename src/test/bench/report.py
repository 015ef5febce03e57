"""The measurements as tables and as a chart."""

from measure import LATENCY, LOADS, THROUGHPUT, median
from peers import PROJECT

PAGE = PROJECT / "src/site/markdown/benchmarks.md"
PICTURE = PROJECT / "src/site/resources/bench.svg"
BEGIN, END = "<!-- src/test/bench/run writes from here -->", "<!-- to here -->"


def short(figures):
    shown = ("start_ms", "resident", "cpu_us", "cpu_share", "generator_share", "p50_us", "p99_us", "last_p99_us",
             "stalled_cut", "bytes_1000", "bytes_10000", "bytes_in", "bytes_out",
             "rooms", "alone_us", "crowded_us", "said_us", "posted_us", "posted_to_said", "wrong")
    return "  ".join(f"{key} {value if isinstance(value, str) else round(value, 2)}"
                     for key, value in figures.items() if key in shown and value)


def of(results, peer, what, key):
    return median([f[key] for f in results["figures"] if f["peer"] == peer and f["what"] == what and f.get(key)])


def ratio(results, peer, what, key):
    """Returns the median and its ratio to Node's."""
    value, node = of(results, peer, what, key), of(results, "node", what, key)
    return value, value / node if value and node else None


def cell(value, compared, unit=1.0, digits=1):
    if value is None:
        return "–"
    return f"{value / unit:.{digits}f}" + (f" ({compared:.2f})" if compared else "")


def table(results, title, columns):
    """Returns a Markdown table; `columns` are tuples of heading, load, key, unit and digits."""
    used = [c for c in columns if any(of(results, p, c[1], c[2]) for p in results["peers"])]
    if not used:
        return ""
    lines = ["| " + " | ".join([title] + [c[0] for c in used]) + " |", "|---" * (len(used) + 1) + "|"]
    for peer, name in results["peers"].items():
        cells = [cell(*ratio(results, peer, what, key), unit, digits) for _, what, key, unit, digits in used]
        if any(each != "–" for each in cells):
            lines.append("| " + " | ".join([name] + cells) + " |")
    return "\n".join(lines) + "\n"


def tables(results):
    cpu = [(LOADS[name][0], name, "cpu_us", 1, 1) for name in THROUGHPUT]
    delay = [column for name in LATENCY[:2] for column in (
        (LOADS[name][0] + ", p50", name, "p50_us", 1000, 1), ("p99", name, "p99_us", 1000, 1),
        ("p99 of the last", name, "last_p99_us", 1000, 1))]
    stalled = [(LOADS["even"][0] + ", p99", "even", "p99_us", 1000, 1),
               (LOADS["stalled"][0] + ", p99", "stalled", "p99_us", 1000, 1)]
    size = [("start, ms", "start", "start_ms", 1, 0), ("memory at rest, MB", "start", "resident", 1e6, 0),
            ("KB per idle connection at 1000", "idle", "bytes_1000", 1024, 1),
            ("at 10 000", "idle", "bytes_10000", 1024, 1)]
    crowd = [("100 × 10 alone", "crowd", "alone_us", 1, 1),
             ("with 10 000 idle connections in other rooms", "crowd", "crowded_us", 1, 1)]
    api = [(LOADS["news"][0] + ", said by a member", "api", "said_us", 1, 2), ("posted to the API", "api", "posted_us", 1, 2),
           ("the second to the first", "api", "posted_to_said", 1, 2)]
    garbage = [("bytes per message in", "garbage", "bytes_in", 1, 0), ("per message out", "garbage", "bytes_out", 1, 0)]
    parts = [table(results, "CPU µs per delivered message", cpu), table(results, "delay, ms", delay),
             table(results, "delay, ms", stalled), table(results, "", size), table(results, "CPU µs per delivered message", crowd),
             table(results, "CPU µs per delivered message", api), table(results, "garbage", garbage)]
    return "\n".join(filter(None, parts))


STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #222 } .head { font-weight: 600 } .small { fill: #666; font-size: 11px }
  .ours { fill: #2f7d6b } .other { fill: #b9bfc6 }
  @media (prefers-color-scheme: dark) { text { fill: #e6e6e6 } .small { fill: #9aa0a6 } .ours { fill: #4fb39b }
    .other { fill: #5b636b } }
"""


def picture(results):
    """Returns a bar chart of the CPU time per delivered message; shorter is better."""
    rows, y = [], 30
    for name in THROUGHPUT:
        values = [(of(results, peer, name, "cpu_us"), peer) for peer in results["peers"]]
        values = sorted((value, peer) for value, peer in values if value)
        if not values:
            continue
        rows.append(f'<text class="head" x="10" y="{y}">{LOADS[name][0]}</text>')
        for value, peer in values:
            y += 22
            kind = "ours" if peer.startswith(("jvm", "native")) else "other"
            title = results["peers"][peer].replace("`", "").split(",")
            width = 380 * value / values[-1][0]
            rows.append(f'<text x="10" y="{y}">{",".join(title[:2] if kind == "ours" else title[:1])}'
                        f'{", level 1" if len(title) > 2 and kind == "ours" else ""}</text>'
                        f'<rect class="{kind}" x="220" y="{y - 11}" width="{width:.0f}" height="14" rx="2"/>'
                        f'<text x="{226 + width:.0f}" y="{y}">{value:.1f} µs</text>')
        y += 36
    note = f'{results["machine"]}; {results["date"]}; server on one core, load generator on another'
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 {y + 4}" role="img" '
            f'aria-label="CPU time per delivered message">\n<style>{STYLE}</style>\n' + "\n".join(rows)
            + f'\n<text class="small" x="10" y="{y - 8}">CPU per delivered message. {note}</text>\n</svg>\n')


def publish(results):
    page = PAGE.read_text()
    head, tail = page[:page.index(BEGIN) + len(BEGIN)], page[page.index(END):]
    note = f"{results['date']}; {results['machine']}. In brackets: compared with Node `ws` in the same run.\n"
    PAGE.write_text(f"{head}\n{note}\n{tables(results)}\n{tail}")
    PICTURE.write_text(picture(results))
