/*
 * One authorization, from the pushed request to its tokens, checked exhaustively with Spin.
 *
 * Everybody acts at once, in every order: browsers at the authorize endpoint, redemptions at the
 * token endpoint, requests to userinfo, at as many workers, the clock, and the kill signal. The attacker
 * has the link, the code, the access token and every proof that was ever sent, a client and keys of
 * his own; he has neither the service's keys nor its verifier, unless a run says so.
 *
 * A step of the model is one statement of a unit of work. A transaction that writes holds the
 * row until it commits or is killed, as `UPDATE … WHERE state = … RETURNING` does; what is read before
 * may be old by then. An answer is given only after the commit.
 *
 *   oidc/authorize.py      open_pushed_request          -> open
 *   oidc/interaction.py    load_interaction             -> answer
 *   oidc/code_grant.py     redeem_code                  -> redeem
 *   oidc/dpop.py, stores   proof, use_once              -> use_proof
 *   oidc/resource.py       presented_token, living_grant -> userinfo
 *
 * Each control can be taken out by a macro (NO_…); `test_authorization_model.py` shows that the
 * search then finds the attack.
 */

mtype = { PUSHED, OPENED, GRANTED, REDEEMED, REVOKED }
mtype = { SERVICE, THIEF }              /* clients, and the keys that only they hold */
mtype = { CITIZENS, STRANGERS }         /* browsers */

#define PROOFS 4

/* the database: what is committed */
mtype state = PUSHED;
mtype opened_by = 0;
bool code_expired = false;
bool used[PROOFS];                      /* identifiers of proofs (jti) that were consumed */

/* who holds the row, or the place of a proof, until commit: 0 is nobody */
byte row_held = 0;
byte proof_held[PROOFS];

/* what has become known outside */
bool code_is_out = false;
byte tokens_given = 0;
bool given_to_thief = false;
bool opened_by_two = false;
bool granted_by_other = false;
bool late = false;
byte good_uses = 0;                     /* redemptions by the service itself that came to their end */
bool token_is_out = false;
byte claims_given[PROOFS];
bool claims_to_thief = false;
bool read_after_revocation = false;

inline hold_row(me) { atomic { row_held == 0 -> row_held = me } }
inline release_row(me) { if :: row_held == me -> row_held = 0 :: else fi }

/* A browser at the authorize endpoint, with the link of this request; `own`: the client's own link. */
proctype open_request(byte me; mtype browser; bool own_client)
{
  mtype seen_state, seen_browser;
  bool won = false;
  atomic { seen_state = state; seen_browser = opened_by }          /* oidc.get */
  if
  :: !own_client ->
#ifdef NO_CLIENT_AT_AUTHORIZE
     skip
#else
     goto refused
#endif
  :: else
  fi;
  if
  :: seen_state == OPENED && seen_browser == browser -> goto refused   /* the page is shown again */
  :: else
  fi;
  hold_row(me);                                                     /* oidc.open */
  if
#ifdef NO_SINGLE_OPENING
  :: (state == PUSHED || state == OPENED) -> won = true
#else
  :: state == PUSHED -> won = true
#endif
  :: else
  fi;
  if
  :: won && own_client ->
     atomic {
       opened_by_two = opened_by_two || (opened_by != 0 && opened_by != browser);
       state = OPENED; opened_by = browser; release_row(me)        /* commit */
     }
  :: won && !own_client ->
     atomic { opened_by_two = true; release_row(me) }
  :: won -> release_row(me)                                         /* killed before the commit */
  :: !won -> release_row(me)
  fi;
refused:
  skip
}

/* The citizen's answer, or a stranger's, in some browser. */
proctype answer(byte me; mtype browser)
{
  (state == OPENED);
  if
#ifndef NO_BROWSER_BINDING
  :: opened_by != browser -> goto refused                           /* load_interaction */
#endif
  :: else
  fi;
  hold_row(me);                                                     /* oidc.grant */
  if
  :: state == OPENED ->
     atomic {
       state = GRANTED;
       granted_by_other = granted_by_other || (opened_by != browser);
       code_is_out = true;
       release_row(me)                                              /* commit */
     }
  :: state == OPENED -> release_row(me)                             /* killed */
  :: else -> release_row(me)
  fi;
refused:
  skip
}

/* Consume the identifier of a proof in the transaction of `me`; `ok` tells whether it was the first. */
inline use_proof(me, proof, ok)
{
#ifdef NO_PROOF_STORE
  ok = true
#else
  atomic { proof_held[proof] == 0 -> proof_held[proof] = me };
  ok = !used[proof]
#endif
}

inline commit_proof(me, proof) {
  if :: proof_held[proof] == me -> used[proof] = true; proof_held[proof] = 0 :: else fi
}
inline drop_proof(me, proof) { if :: proof_held[proof] == me -> proof_held[proof] = 0 :: else fi }

/*
 * A redemption of the code. `client` is who authenticated, `key` whose proof came with it, `proof` its
 * identifier, `knows` whether the verifier fits.
 */
proctype redeem(byte me; mtype client; mtype key; byte proof; bool knows)
{
  mtype seen;
  bool fresh, expired, won = false, reused = false;
  (code_is_out);
  use_proof(me, proof, fresh);
  if :: !fresh -> drop_proof(me, proof); goto done :: else fi;
  atomic { seen = state; expired = code_expired }                   /* oidc.get */
#ifndef NO_CLIENT_BINDING
  if :: client != SERVICE -> goto refused :: else fi;               /* 2 */
#endif
  if :: seen != GRANTED -> reused = true; goto revoke :: else fi;   /* 3 */
#ifndef NO_EXPIRY
  if :: expired -> goto refused :: else fi;                         /* 4 */
#endif
#ifndef NO_PKCE
  if :: !knows -> goto refused :: else fi;                          /* 6 */
#endif
#ifndef NO_KEY_BINDING
  if :: key != SERVICE -> goto refused :: else fi;                  /* RFC 9449, section 10 */
#endif
  hold_row(me);                                                     /* 7: oidc.redeem */
  if
#ifdef NO_COMPARE_AND_SWAP
  :: true -> won = true
#else
  :: state == GRANTED -> won = true
  :: state != GRANTED -> reused = true; release_row(me); goto revoke
#endif
  fi;
  if
  :: won ->
     atomic {                                                       /* commit, then the answer */
       state = REDEEMED;
       release_row(me);
       commit_proof(me, proof);
       tokens_given++;
       given_to_thief = given_to_thief || client != SERVICE || key != SERVICE || !knows;
       late = late || expired;
       token_is_out = true;
       if :: client == SERVICE -> good_uses++ :: else fi
     }
  :: won -> atomic { release_row(me); drop_proof(me, proof) }       /* killed before the commit */
  fi;
  goto done;
revoke:
#ifndef NO_REVOCATION
  hold_row(me);
  atomic {
    if :: state == REDEEMED -> state = REVOKED :: else fi;          /* oidc.revoke */
    release_row(me);
    commit_proof(me, proof);
    if :: client == SERVICE -> good_uses++ :: else fi
  };
#else
  atomic { commit_proof(me, proof); if :: client == SERVICE -> good_uses++ :: else fi };
#endif
  goto done;
refused:
  atomic { commit_proof(me, proof) };                               /* what was used stays used */
done:
  skip
}

/* A request to userinfo with the access token, and the proof of some key. */
proctype userinfo(byte me; mtype key; byte proof)
{
  mtype seen;
  bool fresh, revoked_before;
  (token_is_out);
#ifndef NO_KEY_AT_RESOURCE
  if :: key != SERVICE -> goto refused :: else fi;                  /* cnf.jkt */
#endif
  revoked_before = (state == REVOKED);
  seen = state;                                                     /* living_grant */
#ifndef NO_REVOCATION_CHECK
  if :: seen != REDEEMED -> goto refused :: else fi;
#endif
  use_proof(me, proof, fresh);
  if :: !fresh -> drop_proof(me, proof); goto refused :: else fi;
  if
  :: true -> atomic {
       commit_proof(me, proof);
       claims_given[proof]++;
       claims_to_thief = claims_to_thief || key != SERVICE;
       read_after_revocation = read_after_revocation || revoked_before
     }
  :: true -> drop_proof(me, proof)                                  /* killed */
  fi;
refused:
  skip
}

proctype clock() { code_expired = true }

/*
 * Three scenes, each with everybody who matters in it: together they are the life of an
 * authorization, and each is small enough to be searched to the last state.
 */
init {
  atomic {
#ifdef SCENE_AUTHORIZE
    run open_request(1, CITIZENS, true);
    run open_request(2, STRANGERS, true);
    run open_request(3, STRANGERS, false);
    run answer(4, CITIZENS);
    run answer(5, STRANGERS);
#endif
#ifdef SCENE_REDEEM
    state = GRANTED; opened_by = CITIZENS; code_is_out = true;
    run clock();
    /* the service, twice: an answer was lost, and the other worker is asked */
    run redeem(1, SERVICE, SERVICE, 0, true);
    run redeem(2, SERVICE, SERVICE, 1, true);
    /* the thief: with a client of his own, and a proof that he overheard; through the service,
       without the verifier; or with all but the service's key */
    run redeem(3, THIEF, SERVICE, 2, true);
    run redeem(4, SERVICE, SERVICE, 3, false);
    run redeem(5, SERVICE, THIEF, 2, true);
#endif
#ifdef SCENE_USE
    state = REDEEMED; code_is_out = true; token_is_out = true; tokens_given = 1; good_uses = 1;
    run redeem(1, SERVICE, SERVICE, 0, true);       /* the code again */
    run userinfo(2, SERVICE, 3);
    run userinfo(3, SERVICE, 3);                    /* the same proof, replayed */
    run userinfo(4, THIEF, 2);
#endif
  }
}

#define SAFE ( \
  tokens_given <= 1                       /* a code works once */ \
  && !given_to_thief                      /* for its client, with its verifier and its key */ \
  && !late                                /* while it lives */ \
  && !opened_by_two                       /* a link belongs to one browser and one client */ \
  && !granted_by_other                    /* which alone can answer */ \
  && claims_given[3] <= 1                 /* a proof works once, at any worker */ \
  && !claims_to_thief                     /* a bound token is worth nothing to others */ \
  && !read_after_revocation               /* nor to anybody once it is revoked */ \
  && (good_uses < 2 || state != REDEEMED) /* who redeems twice has nothing */ \
)

active proctype watch() { atomic { !SAFE -> assert(false) } }
