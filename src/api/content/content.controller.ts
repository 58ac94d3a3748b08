import { Readable } from 'node:stream';
import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ServeCourseFile } from '../../courses/serve-course-file';
import { rangeOf } from './byte-range.rules';
import { ContentFailuresFilter } from './content-failures.filter';

/**
 * Course files. No frame-ancestors here: the player frames the course, the shell the player, and an LMS we do not know the shell,
 * and the browser would hold the directive against all of them. The shell carries the destination's list instead.
 */
@Controller('content')
@UseFilters(ContentFailuresFilter)
export class ContentController {
  constructor(private readonly serve: ServeCourseFile) {}

  @Get(':token/*')
  async file(@Param('token') token: string, @Param('*') path: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const file = await this.serve.run(token, path);
    void reply.headers({ etag: file.etag, 'accept-ranges': 'bytes', 'cache-control': 'private, max-age=31536000, immutable', 'cross-origin-resource-policy': 'same-origin' }).type(file.type);
    if (isKnown(request.headers['if-none-match'], file.etag)) return reply.code(304).send();
    const fresh = !request.headers['if-range'] || request.headers['if-range'] === file.etag;
    const range = fresh ? rangeOf(request.headers.range, file.size) : undefined;
    if (range === 'unsatisfiable') return reply.code(416).headers({ 'content-range': `bytes */${file.size}`, 'cache-control': 'no-store' }).send();
    if (range) void reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.size}`);
    void reply.header('content-length', range ? range.end - range.start + 1 : file.size);
    return reply.send(request.method === 'HEAD' ? Readable.from([]) : await file.body(range)); // no payload at all would be announced as 0 bytes
  }
}

/** Weak comparison (RFC 9110, 13.1.2): a proxy that compresses weakens the tag. */
const isKnown = (header: string | undefined, etag: string) => (header ?? '').split(/\s*,\s*/).some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag);
