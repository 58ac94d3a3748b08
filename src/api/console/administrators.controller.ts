import { Body, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ChangeAdministrator } from '../../administrators/change-administrator';
import { FindAdministrators } from '../../administrators/find-administrators';
import { InviteAdministrator } from '../../administrators/invite-administrator';
import { ConsoleController } from './console-controller';
import { ForInstallationOwners, type SignedIn, Who } from './console.guard';
import { fromAdministrator, toAdministratorChange, toNewAdministrator } from './console.wire';

/** Who may sign in, and what for. */
@ConsoleController('administrators')
@ForInstallationOwners()
export class AdministratorsController {
  constructor(
    private readonly find: FindAdministrators,
    private readonly invite: InviteAdministrator,
    private readonly change: ChangeAdministrator,
  ) {}

  @Get()
  async list() {
    return { administrators: (await this.find.run()).map(fromAdministrator) };
  }

  @Post()
  @HttpCode(200)
  async add(@Who() { actor }: SignedIn, @Body() body: unknown) {
    const { administratorKey, link } = await this.invite.run(actor, toNewAdministrator(body));
    return { id: administratorKey, link };
  }

  @Post(':id/link')
  @HttpCode(200)
  async renew(@Who() { actor }: SignedIn, @Param('id') id: string) {
    return { id, link: (await this.invite.renew(actor, id)).link };
  }

  @Put(':id')
  @HttpCode(204)
  async update(@Who() { actor }: SignedIn, @Param('id') id: string, @Body() body: unknown): Promise<void> {
    await this.change.run(actor, id, toAdministratorChange(body));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Who() { actor }: SignedIn, @Param('id') id: string): Promise<void> {
    await this.change.remove(actor, id);
  }
}
