// The pages between the request and the code: a login that is believed as posted, and a consent.

import { API } from './configuration.js';

const page = (title, body) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><body><h1>${title}</h1>${body}</body></html>`;

const form = (action, fields) => `<form method="post" action="${action}">${fields}<button>Continue</button></form>`;

function send(res, html) {
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  res.end(html);
}

async function postedForm(req) {
  let text = '';
  for await (const chunk of req) text += chunk;
  return new URLSearchParams(text);
}

const requestedClaims = ({ claims }) => {
  const { id_token: inToken, userinfo } = claims ? JSON.parse(claims) : {};
  return Object.keys({ ...inToken, ...userinfo });
};

function show(res, uid, { params, result }) {
  const here = `/interaction/${uid}`;
  if (!result?.login) {
    send(res, page('Sign in', form(`${here}/login`, '<input name="account">')));
  } else {
    const claims = requestedClaims(params).map((name) => `<li>${name}</li>`).join('');
    send(res, page('Consent', `<p>${params.client_id}</p><ul>${claims}</ul>${form(`${here}/consent`, '')}`));
  }
}

async function saveGrant(provider, accountId, params) {
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  grant.addOIDCClaims(requestedClaims(params));
  if (params.resource) grant.addResourceScope(API, params.scope);
  return grant.save();
}

const loginResult = (form) => ({ accountId: form.get('account'), acr: 'high', amr: ['sc', 'pin', 'mfa'] });

export function interactionHandler(provider) {
  const replace = { mergeWithLastSubmission: false };

  async function login(req, res, uid) {
    const posted = await postedForm(req);
    await provider.interactionResult(req, res, { login: loginResult(posted) }, replace);
    res.writeHead(303, { location: `/interaction/${uid}`, 'content-length': 0 });
    res.end();
  }

  async function consent(req, res) {
    await postedForm(req);
    const { params, result } = await provider.interactionDetails(req, res);
    const grantId = await saveGrant(provider, result.login.accountId, params);
    await provider.interactionFinished(req, res, { login: result.login, consent: { grantId } }, replace);
  }

  async function loginAndConsent(req, res) {
    const posted = await postedForm(req);
    const { params } = await provider.interactionDetails(req, res);
    const grantId = await saveGrant(provider, posted.get('account'), params);
    await provider.interactionFinished(req, res, { login: loginResult(posted), consent: { grantId } }, replace);
  }

  const posts = { login, consent, both: loginAndConsent };

  return async function handle(req, res) {
    const [, , uid, step] = req.url.split('/');
    if (req.method === 'POST' && posts[step]) {
      await posts[step](req, res, uid);
    } else {
      show(res, uid, await provider.interactionDetails(req, res));
    }
  };
}
