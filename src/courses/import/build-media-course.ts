import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { FileStorage } from '../../platform/storage/file-storage';
import { languages } from '../../platform/templates/language.rules';
import { Templates } from '../../platform/templates/templates';
import type { FileIndex } from '../course-files.rules';
import { packageRefused } from '../courses.failures';
import { readPackage } from '../manifests/read-package.rules';
import { looksLike, type MediaRequest, nameInCourse, oneLine, titleOf } from './media.rules';
import type { UnpackedCourse } from './unpack-course';

const words: Record<MediaRequest['kind'], string> = { pdf: 'PDF document', mp3: 'MP3 recording', mp4: 'MP4 film' };
const kindOfPage = { pdf: 'document', mp3: 'audio', mp4: 'video' } as const;

/** Writes a SCORM 1.2 course of one page around a media file, which is put beside it later, or around the address of one. */
@Injectable()
export class BuildMediaCourse {
  constructor(
    private readonly storage: FileStorage,
    private readonly templates: Templates,
  ) {}

  /** Failures: package-refused (the file is of another kind). */
  async run(media: MediaRequest, from: { courseId: string; /** The file itself, or its address. */ stored?: string; url?: string }, target: string): Promise<UnpackedCourse> {
    const name = nameInCourse(media);
    const files = this.files(media, from.courseId, from.url ?? encodeURIComponent(name));
    const index: FileIndex = Object.fromEntries([...files].map(([path, body]) => [path, body.length]));
    if (from.stored !== undefined) index[name] = await this.checked(media, from.stored);
    for (const [path, body] of files) await this.storage.write(`${target}/content/${path}`, body);
    await this.storage.write(`${target}/index.json`, Buffer.from(JSON.stringify(index)));
    await this.storage.settle(target);
    const { structure, warnings, webPath } = await readPackage({ paths: Object.keys(index), read: async (path) => files.get(path) ?? Buffer.alloc(0) });
    const sizes = Object.values(index);
    return { structure, warnings, webPath, fileCount: sizes.length, byteSize: sizes.reduce((sum, size) => sum + size, 0) };
  }

  /** Its size. */
  private async checked({ kind }: MediaRequest, stored: string): Promise<number> {
    const size = (await this.storage.size(stored)) ?? 0;
    if (size === 0 || !looksLike(kind, await buffer(this.storage.read(stored, { start: 0, end: Math.min(size, 1024) - 1 }))))
      throw packageRefused(`The file is no ${words[kind]}; send another file, or name its kind in uploadedContentType (contentType of a fetchRequest)`);
    return size;
  }

  private files(media: MediaRequest, courseId: string, source: string): Map<string, Buffer> {
    const kind = kindOfPage[media.kind];
    const known = {
      title: titleOf(media, courseId), description: oneLine(media.description ?? ''), language: media.language ?? '', duration: media.seconds === undefined ? '' : `PT${media.seconds}S`, source, kind,
      isDocument: kind === 'document', isVideo: kind === 'video', isAudio: kind === 'audio', openWords: this.templates.textsOf('media', 'en')['media.open'] ?? '',
    };
    const texts = JSON.stringify(Object.fromEntries(languages.map((language) => [language, this.templates.textsOf('media', language)]))).replace(/</g, '\\u003c');
    const own = { 'media.js': this.templates.browserFile('media.js').body, 'media.css': this.templates.browserFile('media.css').body };
    const listed = ['index.html', ...Object.keys(own), ...(source === encodeURIComponent(nameInCourse(media)) ? [source] : [])];
    return new Map([
      ['imsmanifest.xml', Buffer.from(this.templates.render('media-course/imsmanifest.xml.hbs', { ...known, files: listed }))],
      ['index.html', Buffer.from(this.templates.render('media-course/index.html.hbs', { ...known, texts }))],
      ...Object.entries(own),
    ]);
  }
}
