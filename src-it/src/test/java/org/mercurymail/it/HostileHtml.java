package org.mercurymail.it;

import java.util.List;

/** What mail might try in a reader's browser. Each would mark the window, or ask evil.test for something. */
final class HostileHtml {

    static final List<String> VECTORS = List.of(
            "<script>top.owned=1;alert('owned')</script>",
            "<img src=x onerror=\"top.owned=1;alert('owned')\">",
            "<svg onload=\"alert('owned')\"><circle r=9></svg>",
            "<svg><script>alert('owned')</script></svg>",
            "<a href=\"javascript:alert('owned')\">click</a>",
            "<a href=\"java&#10;script:alert('owned')\">click</a>",
            "<iframe src=\"https://evil.test/frame\"></iframe>",
            "<iframe srcdoc=\"<script>alert('owned')</script>\"></iframe>",
            "<object data=\"https://evil.test/o\"></object><embed src=\"https://evil.test/e\">",
            "<meta http-equiv=\"refresh\" content=\"0;url=https://evil.test/m\">",
            "<link rel=stylesheet href=\"https://evil.test/c\"><link rel=preconnect href=\"https://evil.test\">",
            "<style>body{background:url(https://evil.test/s)}@import 'https://evil.test/i';</style>",
            "<div style=\"background:url(https://evil.test/b)\">x</div>",
            "<div style=\"background:\\75rl(https://evil.test/b)\">x</div>",
            "<img src=\"https://evil.test/pixel.png\"><img srcset=\"https://evil.test/2.png 2x\" src=\"//evil.test/1\">",
            "<form action=\"https://evil.test/f\"><input name=p autofocus onfocus=\"alert('owned')\"></form>",
            "<base href=\"https://evil.test/\"><img src=\"relative.png\">",
            "<video src=\"https://evil.test/v\" poster=\"https://evil.test/p\" autoplay onplay=\"alert('owned')\"></video>",
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=alert('own')&gt;\">",
            "<noscript><p title=\"</noscript><img src=x onerror=alert('owned')>\"></noscript>",
            "<template><img src=x onerror=\"alert('owned')\"></template>",
            "<details open ontoggle=\"alert('owned')\"><summary>x</summary></details>",
            "<table background=\"https://evil.test/t\"><tr><td background=\"https://evil.test/d\">x</td></tr></table>",
            "<img src=\"data:image/svg+xml,<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>\">"
                    + "<a href=\"data:text/html,<script>alert('owned')</script>\">d</a>",
            "<!--[if IE]><script>alert('owned')</script><![endif]--><xml><?import namespace=\"t\" "
                    + "implementation=\"https://evil.test/x\"></xml>");

    private HostileHtml() {
    }
}
