import { Body, Controller, HttpCode, Param, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NoteRelayCall } from '../../dispatch/diagnostics/note-relay-call';
import { DescribeRelayState } from '../../dispatch/relay/describe-relay-state';
import { RecordRelayAck } from '../../dispatch/relay/record-relay-ack';
import { RelayTokens } from '../../dispatch/relay/relay-tokens';
import { LaunchAnswers } from './launch-answers';
import { RelayFailuresFilter } from './relay-failures.filter';
import { relayBody, toLaunchBody, toRelayCall } from './relay.wire';

/** Readable from the LMS's origin; no credential but what the body brings (RELAY 1.10). */
const anyOrigin = (reply: FastifyReply) => void reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' });

/** What packages and shells in clients' LMSs talk to. */
@Controller('api/d')
@UseFilters(RelayFailuresFilter)
export class DispatchLaunchController {
  constructor(
    private readonly answers: LaunchAnswers,
    private readonly tokens: RelayTokens,
    private readonly describe: DescribeRelayState,
    private readonly record: RecordRelayAck,
    private readonly note: NoteRelayCall,
  ) {}

  /** JSON from the shell; text/plain from a package that opens a popup. */
  @Post(':d/launch')
  @HttpCode(200)
  async launch(@Param('d') d: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    void reply.header('cache-control', 'no-store');
    if (typeof body === 'string') anyOrigin(reply);
    const launch = toLaunchBody(relayBody(body, request.headers['content-length']));
    return 'ticket' in launch ? this.answers.redeem(d, launch.ticket) : this.answers.launch(d, launch, request, reply);
  }

  /** The newest state, at once or as a long poll, and what the LMS confirmed. */
  @Post(':d/relay')
  @HttpCode(200)
  async relay(@Param('d') d: string, @Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    anyOrigin(reply);
    const call = toRelayCall(relayBody(body, request.headers['content-length']));
    const { claims, renewed } = this.tokens.read(call.token, d);
    if (call.ack) await this.record.run(claims, call.ack);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const state = await this.describe.run(claims, { after: call.after, waitSeconds: call.waitSeconds, gone: gone.signal });
    this.note.run(claims, call, state);
    return { result: 'state', state, active: state.active, ...(renewed ? { token: renewed } : {}) };
  }
}
