import { Injectable, Logger } from '@nestjs/common';
import type { ListQuery } from '../platform/database/list-conditions.rules';
import { MoreTokens, type Page, pageSize } from '../platform/database/page-of-rows';
import { UnitOfWork } from '../platform/database/unit-of-work';
import { SealedTexts } from '../platform/sealed-texts';
import { xapiSecretPurpose } from './change-xapi-credentials';
import type { XapiCredential } from './xapi-credential.entity';
import { XapiCredentialRepository } from './xapi-credential.repository';
import { xapiCredentialUnknown } from './xapi.failures';

export interface FoundXapiCredential extends Omit<XapiCredential, 'sealedSecret'> {
  /** Empty for one that was sealed under another secret key of the server. */
  secret: string;
}
export type XapiCredentialQuery = ListQuery;

const atOnce = 200;

/** Reads the credentials for an application's statements, with their secrets. */
@Injectable()
export class FindXapiCredentials {
  private readonly log = new Logger(FindXapiCredentials.name);

  constructor(
    private readonly unit: UnitOfWork,
    private readonly credentials: XapiCredentialRepository,
    private readonly sealed: SealedTexts,
    private readonly moreTokens: MoreTokens,
  ) {}

  /** Failures: xapi-credential-unknown. */
  async one(applicationId: string, credentialId: string): Promise<FoundXapiCredential> {
    const found = await this.unit.run(() => this.credentials.find(applicationId, credentialId));
    if (!found) throw xapiCredentialUnknown(credentialId);
    return this.opened(found);
  }

  /** A `more` token brings its own query back; the total is for a first page only. */
  list(applicationId: string, query: XapiCredentialQuery, options: { more?: string; withTotal: boolean }): Promise<Page<FoundXapiCredential> & { total?: number }> {
    const position = options.more === undefined ? undefined : this.moreTokens.read<XapiCredentialQuery>('xapi-credentials', options.more);
    const asked = position?.query ?? query;
    return this.unit.run(async () => {
      const rows = await this.credentials.list(applicationId, asked, position?.after, pageSize + 1);
      const total = options.withTotal && !position ? await this.credentials.count(applicationId, asked) : undefined;
      const page = this.moreTokens.page('xapi-credentials', asked, rows, (row) => [asked.orderBy === 'created' ? row.createdAt : row.updatedAt, row.credentialId]);
      return { ...page, rows: page.rows.map((row) => this.opened(row)), total };
    });
  }

  /** All of them, the oldest first, read in pages. */
  async *all(applicationId: string): AsyncGenerator<FoundXapiCredential> {
    const query: XapiCredentialQuery = { dateField: 'created', orderBy: 'created', direction: 'asc' };
    for (let rows: XapiCredential[] = [], after: (string | number)[] | undefined; after === undefined || rows.length === atOnce; ) {
      const from: (string | number)[] | undefined = after;
      rows = await this.unit.run(() => this.credentials.list(applicationId, query, from, atOnce));
      for (const row of rows) yield this.opened(row);
      after = [rows.at(-1)?.createdAt ?? 0, rows.at(-1)?.credentialId ?? ''];
    }
  }

  private opened({ sealedSecret, ...rest }: XapiCredential): FoundXapiCredential {
    const secret = this.sealed.open(xapiSecretPurpose, rest.credentialId, sealedSecret);
    if (secret === undefined) this.log.warn(`The secret of the xAPI credential ${rest.credentialId} does not open with this SECRET_KEY; set it anew`);
    return { ...rest, secret: secret ?? '' };
  }
}
