"""Times the reference tool's own functions: python3 reference-tool.py CHECKOUT.

Reads a JSON list of threads on the first line; then answers each line, a number of rounds, with a JSON list of
milliseconds, one figure a mode, in the order of parity.ts.
"""

import json
import sys
import time
import types


class _Session:
    def __init__(self):
        self.headers, self.proxies, self.trust_env = {}, {}, False


try:
    import requests  # noqa: F401
except ImportError:
    # Nothing is fetched here; its modules only need the names.
    requests = types.ModuleType("requests")
    requests.Session = _Session
    requests.Response = object
    requests.exceptions = types.SimpleNamespace(
        HTTPError=Exception, ConnectionError=Exception, Timeout=Exception, RequestException=Exception
    )
    sys.modules["requests"] = requests

sys.path.insert(0, sys.argv[1] + "/src")
sys.dont_write_bytecode = True
from helpers import chatml  # noqa: E402
from scrapers import fourchan_scraper as tool  # noqa: E402

MODES = [
    lambda posts: tool.build_pairs_adjacent(posts, min_len=3),
    lambda posts: tool.build_pairs_contextual(posts, strategy="cumulative", max_chars=2000),
    lambda posts: tool.build_pairs_contextual(posts, strategy="last_k", k=6),
    lambda posts: tool.build_pairs_quote_contextual(posts, k=6),
    lambda posts: chatml.thread_to_chatml_conversations(posts, k=6),
]

threads = [thread["posts"] for thread in json.loads(sys.stdin.readline())]
for line in sys.stdin:
    rounds = int(line)
    times = []
    for mode in MODES:
        start = time.perf_counter()
        for _ in range(rounds):
            for posts in threads:
                for made in mode(posts):
                    json.dumps(made)
        times.append((time.perf_counter() - start) * 1000)
    print(json.dumps(times), flush=True)
