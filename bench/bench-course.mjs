import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';

const manifest = `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="BENCH" version="1.0" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
<metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
<organizations default="ORG"><organization identifier="ORG"><title>Bench course</title><item identifier="ITEM-1" identifierref="RES-1"><title>Page</title></item></organization></organizations>
<resources><resource identifier="RES-1" type="webcontent" adlcp:scormtype="sco" href="index.html"><file href="index.html"/></resource></resources>
</manifest>`;

/** A SCORM 1.2 course of one page. */
export async function benchCourse() {
  const archive = new ZipArchive({ zlib: { level: 6 } });
  archive.append(manifest, { name: 'imsmanifest.xml' });
  archive.append('<!doctype html><title>Bench</title><p>Bench</p>', { name: 'index.html' });
  archive.finalize();
  return buffer(archive);
}
