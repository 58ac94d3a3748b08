/**
 * Ten texts that run, load or build something wherever one is taken for markup, an address or a template. `n` tells which of all stored texts it was.
 * None has a dot between letters: what looks like an address is left out of names.
 */
export const payloads: readonly ((n: number) => string)[] = [
  (n) => `q" autofocus tabindex=0 onfocus=__hit(${n}) onmouseover=__hit(${n}) x="`,
  (n) => `'"><img src=x onerror=__hit(${n})>`,
  (n) => `<svg/onload=__hit(${n})>`,
  (n) => `javascript:__hit(${n})//`,
  (n) => `{{#with x}}{{constructor}}{{/with}}{{{lookup ${n}}}}\${__hit(${n})}<%= __hit(${n}) %>`,
  (n) => `&lt;img src=x onerror=__hit(${n})&gt;&#60;svg/onload=__hit(${n})&#62;+ADw-script+AD4-＜script＞`,
  (n) => `]]>--></title></style></textarea></script><script>__hit(${n})</script>`,
  (n) => `</style><style>*{background:url(//beacon/${n})}</style><link rel=stylesheet href=//beacon/${n}>`,
  (n) => `<iframe srcdoc="<script>parent.__hit(${n})</script>"></iframe>`,
  (n) => `<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=__hit(${n})>`,
];

/** Pages that take a text for what it is not; each payload works in at least one, or it would prove nothing. */
export const naivePages: readonly ((text: string) => string)[] = [
  (text) => `<div title="${text}">${text}</div><a href="${text}" id=link>link</a><script>if (link.protocol === 'javascript:') link.click()</script>`,
  (text) => `<style>${text}</style><textarea>${text}</textarea><script type="application/json">"${text}"</script>`,
  (text) => `<p id=once></p><p id=twice></p><script>once.innerHTML = ${inScript(text)}; twice.innerHTML = once.innerHTML; once.innerHTML = twice.textContent</script>`,
  (text) => `<script>void eval('\`' + ${inScript(text)} + '\`')</script>`,
];
const inScript = (text: string) => JSON.stringify(text).replaceAll('<', '\\u003c');
