// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * style.c - how pages look: on a screen, on a phone, in the dark, on paper
 *
 * XML and HTML must read the same in it, so it has neither < nor &. Colours on their
 * grounds have a contrast of 4.5 and more (WCAG AA), in the dark as well.
 */
#include "internal.h"

/* Colours and letters */
#define STYLE_BASE \
":root{color-scheme:light dark;--paper:#fff;--ink:#1c2632;--soft:#566172;" \
"--rule:#d3d9e1;--band:#f3f5f8;--head:#12365a;--link:#0b5394;--in:#0b5ea8;" \
"--fill:#0b5ea8;--out:#b34700;--trend:#1c2632;--draft:#7a4a00;--ok:#12365a;" \
"--news:#0b5d3b;--gone:#8c1c13;--on:#fff}\n" \
"@media (prefers-color-scheme:dark){:root{--paper:#11161c;--ink:#e3e8ee;" \
"--soft:#a3afbd;--rule:#343e4a;--band:#1a212a;--head:#a9cdf3;--link:#8fc1f5;" \
"--in:#6bb1f5;--fill:#6bb1f5;--out:#f2a064;--trend:#e3e8ee;--draft:#f0c674;" \
"--ok:#a9cdf3;--news:#7fd6a8;--gone:#ff9d92;--on:#11161c}}\n" \
"*{box-sizing:border-box}\n" \
"html{-webkit-text-size-adjust:100%;text-size-adjust:100%}\n" \
"body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.65 " \
"system-ui,-apple-system,\"Segoe UI\",\"Helvetica Neue\",\"Noto Sans\",Arial," \
"sans-serif;overflow-wrap:anywhere}\n" \
"[lang=ja] body,p[lang=ja],li[lang=ja]{font-family:\"Hiragino Sans\",\"Hiragino Kaku Gothic ProN\"," \
"\"Yu Gothic\",YuGothic,Meiryo,\"Noto Sans CJK JP\",\"Noto Sans JP\"," \
"IPAexGothic,sans-serif;line-height:1.85;line-break:strict}\n" \
"a{color:var(--link);text-underline-offset:.15em}\n" \
"a:focus-visible,[tabindex]:focus-visible,summary:focus-visible" \
"{outline:3px solid var(--link);outline-offset:2px}\n"

/* The frame of a page */
#define STYLE_FRAME \
".skip{position:absolute;left:-99rem}.skip:focus{position:static;" \
"display:block;padding:.5rem 1rem}\n" \
".wide{max-width:47rem;margin:0 auto;padding:0 1.25rem}\n" \
".top{border-top:.3rem solid var(--head);border-bottom:1px solid var(--rule)}\n" \
".top .wide{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;" \
"justify-content:space-between;align-items:baseline;padding-top:.9rem;" \
"padding-bottom:.9rem}\n" \
".name{font-weight:700;color:var(--head);text-decoration:none}\n" \
".top ul,.foot ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;" \
"margin:0;padding:0}\n" \
"main.wide{padding-top:1.75rem;padding-bottom:1rem}\n" \
".foot{border-top:1px solid var(--rule);margin-top:2.5rem;background:var(--band)}\n" \
".foot .wide{padding-top:1.25rem;padding-bottom:2rem;font-size:.92rem}\n" \
".foot h2{font-size:.92rem;margin:0 0 .15rem;border:0;padding:0;" \
"color:var(--soft);font-weight:600}\n" \
".foot p{margin:.15rem 0}.foot nav{margin-top:1rem}" \
".foot nav:first-child{margin-top:0}\n"

/* A bulletin: its head, its text */
#define STYLE_TEXT \
".kind{margin:0;color:var(--soft);font-size:.95rem;display:flex;flex-wrap:wrap;" \
"gap:.35rem .9rem;align-items:center}\n" \
".badge{display:inline-block;padding:.05rem .65rem;border-radius:1rem;" \
"font-size:.85rem;font-weight:700;line-height:1.7;background:var(--ok);" \
"color:var(--on);white-space:nowrap}\n" \
".badge.draft,.badge.approved{background:var(--draft)}" \
".badge.updated{background:var(--news)}.badge.withdrawn{background:var(--gone)}\n" \
".badge.tlp{background:#000;color:#fff;border-radius:.15rem;" \
"font-family:ui-monospace,Menlo,Consolas,monospace;letter-spacing:.02em}\n" \
".badge.green{color:#33ff00}.badge.amber{color:#ffc000}.badge.red{color:#ff8a8a}\n" \
"h1{font-size:clamp(1.45rem,1.1rem + 1.7vw,2rem);line-height:1.35;" \
"margin:.5rem 0 .3rem;color:var(--head);text-wrap:balance}" \
"[lang=ja] h1,[lang=ja] h2{word-break:auto-phrase}\n" \
".also{margin:0;color:var(--soft)}\n" \
".notice{border:1px solid currentColor;border-left-width:.4rem;padding:.7rem 1rem;" \
"margin:0 0 1.25rem;font-weight:600;border-radius:.2rem}\n" \
".notice.draft,.notice.approved{color:var(--draft)}" \
".notice.updated{color:var(--news)}.notice.withdrawn{color:var(--gone)}\n" \
".withdrawn-text{color:var(--soft)}\n" \
"dl.meta,dl.box{display:grid;grid-template-columns:max-content 1fr;" \
"gap:.2rem 1.4rem;margin:1.3rem 0;padding:.9rem 1.1rem;background:var(--band);" \
"border-radius:.25rem;font-size:.95rem}\n" \
"dl.box{border-left:.25rem solid var(--head)}\n" \
"dt{color:var(--soft)}dd{margin:0}\n" \
"h2{font-size:1.3rem;line-height:1.4;color:var(--head);margin:2.5rem 0 .9rem;" \
"padding-bottom:.3rem;border-bottom:2px solid var(--rule);break-after:avoid}\n" \
"p{margin:.9rem 0}ul.items{padding-left:1.4rem}ul.items li{margin:.4rem 0}\n" \
".lines{padding-left:1rem;border-left:2px solid var(--rule);font-size:.95rem}\n" \
"hr{border:0;border-top:1px solid var(--rule);margin:2rem 0 1.2rem}\n" \
"pre{background:var(--band);border:1px solid var(--rule);border-radius:.25rem;" \
"padding:.8rem 1rem;overflow-x:auto;font:.85rem/1.5 ui-monospace,Menlo,Consolas," \
"\"DejaVu Sans Mono\",\"Noto Sans Mono CJK JP\",monospace;overflow-wrap:normal}\n"

/* Tables, lists of bulletins */
#define STYLE_TABLES \
".scroll{overflow-x:auto;margin:1.2rem 0}\n" \
"table{border-collapse:collapse;width:100%;font-size:.95rem;line-height:1.5}\n" \
"caption{text-align:left;color:var(--soft)}\n" \
"th,td{padding:.42rem .8rem;text-align:left;vertical-align:top;" \
"border-bottom:1px solid var(--rule);overflow-wrap:normal}\n" \
"th:first-child,td:first-child{padding-left:.3rem}\n" \
"thead th{border-bottom:2px solid var(--head);color:var(--head);" \
"vertical-align:bottom}\n" \
"tbody th{font-weight:400}\n" \
".n{text-align:right;font-variant-numeric:tabular-nums}td.n{white-space:nowrap}\n" \
".list{list-style:none;margin:1rem 0;padding:0}\n" \
".list li{padding:.95rem 0;border-bottom:1px solid var(--rule)}\n" \
".list .kind{font-size:.88rem}.list p{margin:.2rem 0 0}\n" \
".list .head{font-size:1.08rem;font-weight:600;line-height:1.5}\n" \
".list .summary{color:var(--soft);font-size:.95rem}\n" \
".years{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem 1.5rem;padding:0}\n"

/* Charts: svg.h has the same height of letters. */
#define STYLE_CHARTS \
"figure{margin:1.8rem 0 1.2rem;break-inside:avoid}\n" \
"figcaption{font-weight:600;margin-bottom:.3rem}\n" \
"figure svg{display:block;width:100%;height:auto}\n" \
".legend{list-style:none;display:flex;flex-wrap:wrap;gap:.1rem 1.4rem;padding:0;" \
"margin:.2rem 0 .6rem;font-size:.9rem}\n" \
".legend li{display:flex;align-items:center;gap:.5rem}\n" \
".legend svg{width:2rem;height:.875rem;flex:none}\n" \
".note,.none{color:var(--soft);font-size:.88rem;margin:.2rem 0}\n" \
"svg text{fill:var(--ink);font-size:15px}\n" \
"svg text.value,svg text.name{font-variant-numeric:tabular-nums}\n" \
"svg .name{font-weight:600}svg .soft,svg .unit{fill:var(--soft)}\n" \
"svg .new{fill:var(--news);font-weight:700}\n" \
"svg .value{text-anchor:end}svg .tick{text-anchor:middle}\n" \
".grid{stroke:var(--rule)}.axis{stroke:var(--soft)}\n" \
".track{fill:var(--band)}.solid{fill:var(--fill)}" \
".unseen{fill:var(--rule);opacity:.45}\n" \
".hatch{stroke:var(--out);stroke-width:7}.hatched{stroke:var(--out)}\n" \
".area-in{fill:var(--fill);opacity:.14}\n" \
".line-in,.line-out,.line-trend{fill:none;stroke-width:2.2;" \
"stroke-linejoin:round}\n" \
".line-in{stroke:var(--in)}.line-out{stroke:var(--out);stroke-dasharray:7 4}\n" \
".line-trend{stroke:var(--trend);stroke-dasharray:2 5;stroke-width:2.6;" \
"stroke-linecap:round}\n" \
".mark-in{fill:var(--in)}.mark-out{fill:var(--paper);stroke:var(--out);" \
"stroke-width:1.6}\n" \
"details{margin:.4rem 0 1.2rem;font-size:.95rem}summary{color:var(--link);" \
"cursor:pointer}\n"

#define STYLE_PHONE \
"@media screen and (max-width:40rem){.wide{padding:0 1rem}" \
"dl.meta,dl.box{gap:.15rem .9rem;padding:.8rem .9rem;font-size:.9rem}" \
"th,td{padding:.4rem .3rem}table{font-size:.85rem}" \
"svg text{font-size:19px}" \
".stack thead{position:absolute;left:-99rem}" \
".stack,.stack tbody,.stack tr,.stack th,.stack td{display:block}" \
".stack tr{padding:.5rem 0;border-bottom:1px solid var(--rule)}" \
".stack tbody th{font-weight:600;text-align:left}" \
".stack tbody th,.stack td{border:0;padding:.1rem .3rem}" \
".stack td{display:flex;justify-content:space-between;gap:1rem}" \
".stack td::before{content:attr(data-label);color:var(--soft);" \
"white-space:normal;text-align:left}}\n" \
"@media screen and (max-width:30rem){svg text{font-size:24px}" \
"pre{font-size:.78rem;padding:.7rem .8rem}}\n"

/* On paper: black on white, no link without its address, nothing cut. */
#define STYLE_PAPER \
"@page{margin:18mm 17mm}\n" \
"@media print{:root{color-scheme:light;--paper:#fff;--ink:#000;--soft:#333;" \
"--rule:#999;--band:#fff;--head:#000;--link:#000;--in:#000;--fill:#666;" \
"--out:#000;--trend:#000;--draft:#000;--ok:#000;--news:#000;--gone:#000;" \
"--on:#fff}" \
"html{font-size:10pt}body{line-height:1.5}[lang=ja] body{line-height:1.6}" \
".skip,.top nav,.foot nav{display:none}" \
".wide{max-width:none;padding:0}main.wide{padding-top:1rem}h1{font-size:17pt}" \
"h2{font-size:12.5pt;margin:1.3rem 0 .5rem}p{margin:.5rem 0;orphans:3;widows:3}" \
"span.badge.badge.badge{background:#fff;color:#000;border:1px solid #000}" \
"dl.meta,dl.box{border:1px solid #999;grid-template-columns:max-content 1fr;" \
"gap:.1rem 1.2rem;break-inside:avoid}" \
".scroll{overflow:visible}pre{white-space:pre-wrap;overflow:visible}" \
"table{font-size:9pt}thead{display:table-header-group}" \
"tr,li,.lines,.notice,.short{break-inside:avoid}a{color:#000}" \
"a[href^=\"http\"].named::after{content:\" (\" attr(href) \")\";" \
"font-size:85%;font-weight:400}" \
"svg text{font-size:15px}figure svg{width:78%}" \
"p:has(+ figure),p:has(+ .short){break-after:avoid}" \
".legend svg{width:2rem}details:not([open]){display:none}" \
".foot{background:#fff;border:0;margin:0}.foot .wide{padding:0}}\n"

const char html_style[] = "\n" STYLE_BASE STYLE_FRAME STYLE_TEXT STYLE_TABLES
	STYLE_CHARTS STYLE_PHONE STYLE_PAPER;
