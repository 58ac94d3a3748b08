import { makeZip } from '../support/make/course-packages';

const manifest = `<?xml version="1.0"?>
<manifest identifier="TINY" version="1" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="O"><organization identifier="O"><title>Tiny</title><item identifier="I" identifierref="R"><title>Tiny</title></item></organization></organizations>
<resources><resource identifier="R" type="webcontent" adlcp:scormtype="sco" href="index.html"><file href="index.html"/><file href="sco.js"/></resource></resources></manifest>`;

/** Finds the API with a guard and leaves `call(name, ...arguments)` on the window. */
const script = `
function look(at) { for (var n = 0; at && n < 9; n++) { try { if (at.API) return at.API; } catch (e) {} if (at.parent === at) return; at = at.parent; } }
function findApi() { var found = look(window); if (!found && window.opener) found = look(window.opener); return found; }
window.call = function (name) { return findApi()[name].apply(null, [].slice.call(arguments, 1)); };
`;

/** The smallest SCORM 1.2 package that can call its LMS. */
export const tinyPackage = (manifestXml = manifest): Promise<Buffer> =>
  makeZip([
    { name: 'imsmanifest.xml', data: manifestXml },
    { name: 'index.html', data: '<!doctype html><title>Tiny</title><script src="sco.js"></script>' },
    { name: 'sco.js', data: script },
    { name: 'unlisted.js', data: '' },
  ]);
export const tinyManifest = manifest;
