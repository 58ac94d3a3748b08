import { Injectable } from '@nestjs/common';
import { DeleteUploads } from '../../../courses/uploads/delete-uploads';
import { FindUploads } from '../../../courses/uploads/find-uploads';
import { IssueUploadToken } from '../../../courses/uploads/issue-upload-token';
import { type TakenFile, TakeUpload } from '../../../courses/uploads/take-upload';
import { locationMeant } from '../../../courses/uploads/uploads.rules';
import { Config } from '../../../platform/config/config';
import { type FilePart, receiveForm } from '../../multipart';
import { elements, type V1Answer, type V1Call, type V1MethodGroup, type V1Methods } from '../v1-call';
import { v1 } from '../v1-failures';
import { required } from '../v1-parameters';
import { stampOf } from '../v1-signature.rules';
import { element } from '../../../platform/xml/xml-elements.rules';
import { answerToForm, type SentFile } from './browser-form';
import { folderOf, mustHaveFile } from './receive-package';

/** Files that are sent ahead, to be imported by a later call. */
@Injectable()
export class UploadsMethods implements V1MethodGroup {
  constructor(
    private readonly config: Config,
    private readonly tokens: IssueUploadToken,
    private readonly take: TakeUpload,
    private readonly find: FindUploads,
    private readonly remove: DeleteUploads,
  ) {}

  readonly methods: V1Methods = {
    'rustici.upload.getUploadToken': { signedBy: 'application', run: (call) => elements(element('token', {}, element('server', {}, new URL(this.config.publicUrl).host), element('id', {}, this.tokens.run(call.applicationId)))) },
    'rustici.upload.uploadFile': { signedBy: 'application', fromPages: true, run: (call) => answerToForm(call, () => this.upload(call)) },
    'rustici.upload.getUploadProgress': { signedBy: 'application', run: (call) => this.progress(call) },
    'rustici.upload.listFiles': { signedBy: 'application', run: (call) => this.list(call) },
    'rustici.upload.deleteFiles': { signedBy: 'application', run: (call) => this.delete(call) },
  };

  private keyOf(call: V1Call): string {
    return this.tokens.read(call.applicationId, required(call, 'token', 'tokenid'));
  }

  private async upload(call: V1Call): Promise<SentFile> {
    const [uploadKey, folder] = [this.keyOf(call), folderOf(call)];
    mustHaveFile(call, '');
    const announced = Number(call.request.headers['content-length'] ?? 0);
    const begun = { applicationId: call.applicationId, uploadKey, ...(announced > 0 && { announced }) };
    const file: FilePart<TakenFile> = { maxBytes: this.config.maxUploadBytes, take: (stream) => this.take.stage(begun, stream), discard: this.take.discard.bind(this.take) };
    const location = await receiveForm(call.request, file, ({ taken, fileName }) => this.take.name(taken, folder, fileName));
    return { answer: elements(element('location', {}, location)), told: { location } };
  }

  private async progress(call: V1Call): Promise<V1Answer> {
    const found = await this.find.progress(call.applicationId, this.keyOf(call));
    if (!found) return elements(element('empty'));
    const { bytesRead, contentLength } = found;
    const percent = contentLength ? Math.min(100, Math.floor((100 * bytesRead) / contentLength)) : 0;
    return elements(element('upload_progress', {}, element('upload_id', {}, call.get('token', 'tokenid')), element('bytes_read', {}, bytesRead), element('content_length', {}, contentLength), element('percent_complete', {}, percent)));
  }

  private async list(call: V1Call): Promise<V1Answer> {
    const folder = folderOf(call);
    const files = await this.find.list(call.applicationId, folder);
    return elements(element('dir', { name: folder }, ...files.map(({ name, size, modified }) => element('file', { name, size, modified: stampOf(modified) }))));
  }

  private async delete(call: V1Call): Promise<V1Answer> {
    const names = call.all('file').filter(Boolean);
    if (!names.length) throw v1.missing('file');
    const folder = folderOf(call);
    await this.remove.run(call.applicationId, names.map((name) => locationMeant(folder, name)));
    return elements(element('results', {}, ...names.map((file) => element('result', { file, deleted: true }))));
  }
}
