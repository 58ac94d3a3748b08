import { discoverProvider } from '../oidc/openid-provider';
import { type Examined, type Looked, outcome, wordsOf } from './examination';

/** Whether the provider people sign in by describes itself to us. */
export async function lookAtProvider({ config }: Examined): Promise<Looked> {
  if (!config.oidc) return {};
  try {
    await discoverProvider(config.oidc);
    return outcome(['provider'], []);
  } catch (error) {
    const mend = 'check OIDC_ISSUER (exactly as its /.well-known/openid-configuration names it), that a firewall lets us reach it, and that its certificate is one we trust (NODE_EXTRA_CA_CERTS)';
    return outcome(['provider'], [{ check: 'provider', what: `nobody can sign in by the provider ${config.oidc.issuer} (${wordsOf(error)})`, mend }]);
  }
}
