import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { awayMs } from '../../administrators/sign-in-by-provider';
import { Config } from '../../platform/config/config';
import { cookieIn } from '../console-cookie';

/** What a browser keeps while it is at the provider. It comes back by a link from there, so the cookie is `Lax`. */
@Injectable()
export class ProviderCookie {
  private readonly name: string;
  private readonly attributes: string;

  constructor({ publicUrl }: Config) {
    const isSecure = publicUrl.startsWith('https:');
    this.name = isSecure ? '__Host-courseway-provider' : 'courseway_provider';
    this.attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  }

  of(request: FastifyRequest): string {
    return cookieIn(request, this.name);
  }

  set(reply: FastifyReply, kept: string): void {
    void reply.header('set-cookie', `${this.name}=${kept}; ${this.attributes}; Max-Age=${awayMs / 1000}`);
  }

  clear(reply: FastifyReply): void {
    void reply.header('set-cookie', `${this.name}=; ${this.attributes}; Max-Age=0`);
  }
}
