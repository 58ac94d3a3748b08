import { Body, Delete, Get, HttpCode, Put } from '@nestjs/common';
import { ConfigureEvents } from '../../../postbacks/events/configure-events';
import { Caller, type V2Caller } from '../v2-auth.guard';
import { V2Controller } from '../v2-controller';
import { toEventReceiver, toEventReceiverSchema } from './postback.wire';

/** Where events are told, of our own. */
@V2Controller('postbacks/events')
export class EventsController {
  constructor(private readonly events: ConfigureEvents) {}

  @Get()
  async read(@Caller() { applicationId }: V2Caller) {
    return toEventReceiverSchema(await this.events.read(applicationId));
  }

  @Put()
  @HttpCode(204)
  async set(@Caller() { applicationId }: V2Caller, @Body() body: unknown): Promise<void> {
    const { url, types } = toEventReceiver(body);
    await this.events.set(applicationId, url, types ?? null);
  }

  @Delete()
  @HttpCode(204)
  async remove(@Caller() { applicationId }: V2Caller): Promise<void> {
    await this.events.remove(applicationId);
  }
}
