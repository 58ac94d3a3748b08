import { Body, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ChangeCredentials } from '../../../applications/change-credentials';
import { FindApplications } from '../../../applications/find-applications';
import { V2Controller } from '../v2-controller';
import { fromCredential, toCredentialChange, toNewCredential } from './application.wire';

/** The keys of an application, for the credentials of application management. */
@V2Controller('appManagement/:childAppId/credentials')
export class CredentialsController {
  constructor(
    private readonly change: ChangeCredentials,
    private readonly find: FindApplications,
  ) {}

  @Get()
  async list(@Param('childAppId') childAppId: string) {
    return { credentials: (await this.find.credentials(childAppId)).map((one) => fromCredential(one)) };
  }

  @Post()
  @HttpCode(200)
  async create(@Param('childAppId') childAppId: string, @Body() body: unknown) {
    const { credential, secret } = await this.change.create(childAppId, toNewCredential(body));
    return fromCredential(credential, secret);
  }

  @Put(':credentialId')
  @HttpCode(204)
  async update(@Param('childAppId') childAppId: string, @Param('credentialId') id: string, @Body() body: unknown): Promise<void> {
    await this.change.update(childAppId, id, toCredentialChange(body));
  }

  @Delete(':credentialId')
  @HttpCode(204)
  async delete(@Param('childAppId') childAppId: string, @Param('credentialId') id: string): Promise<void> {
    await this.change.remove(childAppId, id);
  }
}
