import { crc32 } from 'node:zlib';

/** A zip with stored entries: all that a course package needs. */
function zipOf(files: Record<string, string>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [path, body] = [Buffer.from(name), Buffer.from(text)];
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(0x800, 2);
    shared.writeUInt16LE(0x5821, 8);
    shared.writeUInt32LE(crc32(body), 10);
    shared.writeUInt32LE(body.length, 14);
    shared.writeUInt32LE(body.length, 18);
    shared.writeUInt16LE(path.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, path, body]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), shared, place, path]));
    locals.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, ...directory, Buffer.from('PK\x05\x06'), end]);
}

/** A page that talks SCORM 1.2 as old content does: finds the API at once, reads before anything else, finishes when it goes. */
const page12 = `<!doctype html><html lang="en"><title>Lesson</title><h1>Lesson</h1><p id="seen"></p><script>
  var at = window; while (!at.API && at.parent !== at) at = at.parent;
  if (!at.API && window.opener) at = window.opener;
  var api = at.API; api.LMSInitialize('');
  var seen = {}; for (var e of ['entry', 'lesson_location', 'lesson_status', 'student_name', 'student_id', 'total_time']) seen[e] = api.LMSGetValue('cmi.core.' + e);
  seen.suspend = api.LMSGetValue('cmi.suspend_data');
  document.getElementById('seen').textContent = 'at ' + seen.lesson_location;
  var set = (element, value) => api.LMSSetValue(element, value);
  var finish = (exit) => { set('cmi.core.exit', exit); return api.LMSFinish(''); };
  addEventListener('pagehide', () => finish('suspend'));
</script></html>`;

const manifest12 = (title: string, items: string, resources: string) => `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="made" version="1" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="org"><organization identifier="org"><title>${title}</title>${items}</organization></organizations>
<resources>${resources}</resources></manifest>`;

const item = (id: string, title: string, more = '') => `<item identifier="${id}" identifierref="r-${id}"><title>${title}</title>${more}</item>`;
const resource = (id: string, href: string) => `<resource identifier="r-${id}" type="webcontent" adlcp:scormtype="sco" href="${href}"><file href="${href}"/></resource>`;

/** One unit with a mastery score of 80. */
export const oneUnit = () => zipOf({
  'imsmanifest.xml': manifest12('One lesson', item('only', 'The lesson', '<adlcp:masteryscore>80</adlcp:masteryscore>'), resource('only', 'lesson.html')),
  'lesson.html': page12,
});

/** Two parts with two units each; the last has a prerequisite. */
export const fourUnits = () => zipOf({
  'imsmanifest.xml': manifest12('Four lessons',
    `<item identifier="p1"><title>Basics</title>${item('a', 'Alpha')}${item('b', 'Beta')}</item><item identifier="p2"><title>More</title>${item('c', 'Gamma')}${item('d', 'Delta', '<adlcp:prerequisites type="aicc_script">a</adlcp:prerequisites>')}</item>`,
    ['a', 'b', 'c', 'd'].map((id) => resource(id, `${id}.html`)).join('')),
  ...Object.fromEntries(['a', 'b', 'c', 'd'].map((id) => [`${id}.html`, page12.replace('<h1>Lesson</h1>', `<h1>${id}</h1>`)])),
});

/** Old content: each of its pages opens the session and finishes it when it goes. */
export const pageByPage = () => zipOf({
  'imsmanifest.xml': manifest12('Page by page', item('only', 'Pages'), resource('only', 'p1.html')),
  'p1.html': page12.replace('</h1>', ' 1</h1><a href="p2.html">on</a>'),
  'p2.html': page12.replace('</h1>', ' 2</h1>'),
});
