/** Column widths in percent; a policy that allows no style attribute leaves classes only. */
const WIDTHS = Array.from({ length: 100 }, (_, index) => {
  const percent = String(index + 1);
  return `.w${percent}{width:${percent}%}`;
}).join('');

/**
 * The one style sheet. Calm, dark on light (or light on dark where the reader's system asks for it), made to be
 * printed, and readable on a telephone. Every text has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).
 */
const RULES = `
:root{--paper:#fff;--ink:#1c2430;--muted:#566072;--line:#d9dee6;--wash:#f5f7fa;--accent:#1f4e79;--outside:#eef1f5;
--good:#1f6b47;--missing:#8a5300;--doubt:#a3122a;--critical:#a3122a;--high:#b93d0a;--medium:#855800;--low:#2f6690;--informational:#566072;
--events:#8fa3bd;--work:#2e7d5b;--skipped:#9aa3b2;
--text:'Source Sans 3','Source Sans Pro','Segoe UI',system-ui,-apple-system,Helvetica,Arial,sans-serif;
--fixed:'DejaVu Sans Mono',ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
@media screen and (prefers-color-scheme:dark){:root{--paper:#12161d;--ink:#e4e8ee;--muted:#a3adbb;--line:#2d3644;--wash:#1a2029;--accent:#8fbce6;--outside:#222a35;
--good:#7fcca4;--missing:#e2b366;--doubt:#ff8f9f;--critical:#ff8f9f;--high:#ffa57a;--medium:#e2b366;--low:#8fbce6;--informational:#a3adbb;
--events:#5d7291;--work:#5fb78d;--skipped:#6c7685}}
*{box-sizing:border-box}
html{font:100%/1.55 var(--text);color:var(--ink);background:var(--paper);scroll-padding-top:1rem;text-size-adjust:100%;-webkit-text-size-adjust:100%}
body{max-width:62rem;margin:0 auto;padding:2.5rem 2rem 4rem}
a{color:var(--accent);text-decoration-thickness:.06em;text-underline-offset:.15em}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem 1rem;outline:2px solid var(--accent)}
header{border-bottom:2px solid var(--ink);padding-bottom:1.25rem;margin-bottom:1.5rem}
.kind{margin:0;color:var(--muted);font-size:.8rem;letter-spacing:.14em;text-transform:uppercase}
h1{margin:.15rem 0 .35rem;font-size:1.9rem;line-height:1.2;font-weight:600;overflow-wrap:anywhere}
.subtitle{margin:0;color:var(--muted)}
h2{margin:3rem 0 .9rem;padding-bottom:.35rem;border-bottom:1px solid var(--line);font-size:1.3rem;line-height:1.25;font-weight:600}
.first-page h2{margin-top:0;border:0;padding:0}
h2 .number{color:var(--muted);font-weight:400;margin-right:.35rem}
h3{margin:1.9rem 0 .5rem;font-size:1.02rem;line-height:1.4;font-weight:600;overflow-wrap:anywhere}
p{margin:.6rem 0}
code,samp{font-family:var(--fixed);font-size:.8em;overflow-wrap:anywhere}
.outside,h1 bdi{white-space:pre-wrap;overflow-wrap:anywhere}
samp.outside{background:var(--outside);border-radius:.2em;padding:.06em .28em;-webkit-box-decoration-break:clone;box-decoration-break:clone}
a[href^='#']{white-space:nowrap}nav a[href^='#']{white-space:normal}
.id{white-space:nowrap}
.mark{font-weight:600;color:var(--muted)}
.good{--tone:var(--good)}.missing{--tone:var(--missing)}.doubt{--tone:var(--doubt)}
.critical{--tone:var(--critical)}.high{--tone:var(--high)}.medium{--tone:var(--medium)}.low{--tone:var(--low)}.informational{--tone:var(--informational)}
.mark[class*=' ']{color:var(--tone,var(--muted))}
.panel{border:1px solid var(--line);border-radius:.4rem;padding:1rem 1.25rem .8rem;margin:1rem 0;background:var(--wash)}
.panel h3{margin:0 0 .5rem;font-size:.95rem;letter-spacing:.02em}
ul.statements{list-style:none;margin:.4rem 0;padding:0}
ul.statements li{position:relative;padding:.16rem 0 .16rem 1.2rem}
ul.statements li::before{content:'';position:absolute;left:.1rem;top:.82em;width:.45rem;height:.45rem;border-radius:50%;background:var(--tone,var(--muted))}
ul.statements li.missing::before{border-radius:0}
ul.statements li.doubt::before{border-radius:0;transform:rotate(45deg)}
nav{margin:1.5rem 0}nav h2{margin-top:1.5rem;font-size:1.05rem}
nav ol{columns:2;column-gap:2.5rem;margin:.5rem 0;padding-left:1.4rem}nav li{padding:.1rem 0;break-inside:avoid}
dl{margin:.7rem 0;border-top:1px solid var(--line)}
dl>div{display:grid;grid-template-columns:9rem minmax(0,1fr);gap:.2rem 1rem;padding:.32rem 0;border-bottom:1px solid var(--line)}
dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
table{width:100%;table-layout:fixed;border-collapse:collapse;margin:1rem 0 1.6rem;font-size:.92rem;line-height:1.45}
caption{text-align:left;color:var(--muted);font-size:.88rem;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.42rem .7rem .42rem 0;border-bottom:1px solid var(--line);font-weight:400;overflow-wrap:anywhere}
thead th{color:var(--muted);font-size:.85rem;font-weight:600;border-bottom:1px solid var(--muted);overflow-wrap:normal}
tr:target>*,h3:target{background:var(--wash);box-shadow:-.5rem 0 0 var(--wash),.5rem 0 0 var(--wash)}
td code,dd code{font-size:.78em}
figure{margin:1.2rem 0}figure svg{display:block;width:100%;height:auto}
figcaption{color:var(--muted);font-size:.88rem;margin-top:.4rem}
svg .paint-ink{fill:var(--ink)}svg .paint-muted{fill:var(--muted)}svg .stroke-grid{stroke:var(--line)}svg .stroke-muted{stroke:var(--muted)}
svg .paint-events{fill:var(--events)}svg .paint-work{fill:var(--work)}svg .paint-skipped{fill:var(--skipped)}svg .paint-failed{fill:var(--doubt)}
svg .paint-critical{fill:var(--critical)}svg .paint-high{fill:var(--high)}svg .paint-medium{fill:var(--medium)}svg .paint-low{fill:var(--low)}svg .paint-informational{fill:var(--informational)}
svg circle{stroke:var(--paper)}
dl.form dd{border-bottom:1px solid var(--ink);min-height:2.6rem}dl.form,dl.form>div{border:0}
footer{margin-top:3rem;padding-top:.8rem;border-top:1px solid var(--line);color:var(--muted);font-size:.88rem}
@media screen and (max-width:44rem){
body{padding:1.25rem 1rem 3rem}h1{font-size:1.5rem}nav ol{columns:1}
dl>div{grid-template-columns:1fr}
table,tbody,tr,tbody th,td,caption{display:block;width:auto}thead{position:absolute;left:-999rem}
tbody tr{border:1px solid var(--line);border-radius:.4rem;padding:.4rem .8rem;margin:.7rem 0}
tbody th,tbody td{border:0;padding:.22rem 0}
tbody [data-label]::before{content:attr(data-label);display:block;color:var(--muted);font-size:.8rem}
}
@page{size:A4;margin:18mm 16mm 20mm}
@media print{
html{font-size:9.6pt}body{max-width:none;padding:0}nav{break-after:page}
h2,h3,caption,thead{break-after:avoid}tr,li,dl>div,.panel,figure{break-inside:avoid}
.skip{display:none}a{color:inherit;text-decoration:none}
samp.outside{background:none;padding:0}.panel{background:none}
}
`;

export const STYLESHEET = `${RULES}${WIDTHS}
`;

/** Base64 SHA-256 of the style sheet, for the page's own content security policy; a test keeps it true. */
export const STYLESHEET_SHA256 = 'munVMxamIKgvPA3687XhF+ZGOB06Y8CGBEw7fMF4rcs=';
