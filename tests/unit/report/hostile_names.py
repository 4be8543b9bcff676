"""Names that try to break out of a page, to lead out of it, or to make it unreadable."""

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "closing script": "</script><script>alert(1)</script>",
    "closing style": "</style><script>alert(1)</script>",
    "closing title": "</title><img src=x onerror=alert(1)>",
    "closing svg": "</svg></div><img src=x onerror=alert(1)>",
    "image": "<img src=x onerror=alert(1)>",
    "svg": "<svg onload=alert(1)>",
    "attribute end": '" onmouseover="alert(1)',
    "single quote": "' onfocus='alert(1)' autofocus='",
    "comment": "<!-- --><script>alert(1)</script>",
    "cdata": "<![CDATA[<script>alert(1)</script>]]>",
    "entity": "&lt;script&gt;alert(1)&lt;/script&gt;",
    "template": "{{ 7 * 7 }}{% raw %}{{ self }}",
    "template attribute": "{{ ''.__class__.__mro__ }}",
    "link": "<a href='javascript:alert(1)'>run</a>",
    "base": "<base href='//evil.example/'>",
    "policy": "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "iframe": "<iframe srcdoc='<script>alert(1)</script>'>",
    "table": "</td></tr></table><h1>broken out",
    "foreign object": "<foreignObject><body onload=alert(1)></foreignObject>",
    "percent": "%s %(x)s %n {0} $&",
    "backtick": "`${alert(1)}`",
}  # fmt: skip

HIDDEN = {
    "right to left override": "run\u202enoitceles",
    "isolate": "a\u2066b\u2069c",
    "marks": "a\u200eb\u200fc\u061cd",
    "nul and bell": "a\x00b\x07c",
    "escape": "a\x1b[31mb",
    "c1": "a\x9bb",
    "newlines": "a\r\nb\u2028c",
    "lone surrogate": "a\ud800b",
}


FETCHES = (
    "<img src=http://ours.example/{k}>",
    "<script src=http://ours.example/{k}></script>",
    "<link rel=stylesheet href=http://ours.example/{k}>",
    "<style>@import 'http://ours.example/{k}';</style>",
    "<iframe src=http://ours.example/{k}></iframe>",
    "<video poster=http://ours.example/{k}>",
    "</title></svg><image href=http://ours.example/{k}>",
    "<svg><use href=http://ours.example/{k}#x></svg>",
    "<body background=http://ours.example/{k}>",
    '" style="background:url(http://ours.example/{k})',
    "<script>new Image().src='http://ours.example/{k}';top.hit=1</script>",
    "<img src=x onerror=\"top.hit=1;fetch('http://ours.example/{k}')\">",
)
"""Each would ask for something outside, were it taken for markup."""
HUGE = ("W" * 300, "\u8d70" * 200, "a b " * 3000, "\u0301" * 500, "\U0001f3c3\u200d" * 80)


def hostile_names(how_many: int = 100) -> list[str]:
    """Different names of all these kinds in turn."""
    kinds = [*PAYLOADS.values(), *HIDDEN.values(), *FETCHES, *HUGE]
    return [f"{k} {kinds[k % len(kinds)]}".replace("{k}", str(k)) for k in range(how_many)]
