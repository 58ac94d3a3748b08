import { Injectable } from '@nestjs/common';
import type { V1MethodGroup, V1Methods } from '../v1-call';
import { v1 } from '../v1-failures';

const names = ['createUser', 'deleteUser', 'createPermissionDomain', 'deletePermissionDomain', 'getDomainList', 'setCourseDomain', 'setUserDomain', 'setUserPassword'];

/** rustici.ftp: there is no FTP server here; packages are uploaded over HTTP. */
@Injectable()
export class FtpMethods implements V1MethodGroup {
  readonly methods: V1Methods = Object.fromEntries(
    names.map((name) => [`rustici.ftp.${name}`, { signedBy: 'application', run: () => { throw v1.notOffered('FTP'); } }]),
  );
}
