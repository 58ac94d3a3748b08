import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';

/** Shows the description of the API. Nothing is asked of any other server. */
const place = document.getElementById('api');
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
follow();
dark.addEventListener('change', follow);
if (place) SwaggerUI({ domNode: place, url: place.dataset.document, deepLinking: true, docExpansion: 'none', filter: true, validatorUrl: null, defaultModelsExpandDepth: 0 });

/** The viewer's list of servers has no name of its own. */
new MutationObserver(() => document.getElementById('servers')?.setAttribute('aria-label', 'Server')).observe(document.body, { childList: true, subtree: true });
