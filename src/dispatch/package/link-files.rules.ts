const escaped = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** The address of a course as a shortcut, and as a page for systems that take no shortcuts. */
export function linkFiles({ url, title, lang, dir }: { url: string; title: string; lang: string; dir: string }): [name: string, text: string][] {
  return [
    ['course.url', `[InternetShortcut]\r\nURL=${url}\r\n`],
    ['course.html', `<!doctype html>\n<html lang="${escaped(lang)}" dir="${escaped(dir)}">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>${escaped(title)}</title>\n</head>\n<body>\n<p><a href="${escaped(url)}" target="_blank" rel="noopener">${escaped(title)}</a></p>\n</body>\n</html>\n`],
  ];
}
