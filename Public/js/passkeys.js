// Passkeys: asks the browser for one, sends what it brings, goes where the server says.
import { all, on, one } from "./dom.js";
import { complain, send } from "./http.js";

const text = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const bytes = text =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), letter => letter.charCodeAt());
const known = list => list.map(key => ({ ...key, id: bytes(key.id) }));

function form(values) {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) if (value != null) form.append(name, value);
  return form;
}

async function add(button) {
  const own = "/settings/access/passkeys";
  const { json } = await send(own + "/options", { method: "POST", body: form({ step: "add" }) });
  const made = await navigator.credentials.create({
    publicKey: {
      ...json, challenge: bytes(json.challenge), user: { ...json.user, id: bytes(json.user.id) },
      excludeCredentials: known(json.excludeCredentials),
    },
  });
  return send(own, {
    method: "POST",
    body: form({
      client_data: text(made.response.clientDataJSON), attestation: text(made.response.attestationObject),
      transports: made.response.getTransports?.().join(" "), name: one("[data-passkey-name]")?.value,
    }),
  });
}

async function get({ dataset: { step, next } }) {
  const { json } = await send("/sign-in/passkey/options", { method: "POST", body: form({ step }) });
  const shown = await navigator.credentials.get({
    publicKey: { ...json, challenge: bytes(json.challenge), allowCredentials: known(json.allowCredentials) },
  });
  const said = shown.response;
  return send("/sign-in/passkey", {
    method: "POST",
    body: form({
      step, next, id: text(shown.rawId), client_data: text(said.clientDataJSON),
      authenticator_data: text(said.authenticatorData), signature: text(said.signature),
      user_handle: said.userHandle ? text(said.userHandle) : null,
    }),
  });
}

on("click", "[data-passkey]", async (event, button) => {
  const refused = button.parentNode.querySelector("[data-passkey-refused]");
  refused.hidden = true;
  button.disabled = true;
  try {
    const answer = await (button.dataset.passkey === "add" ? add(button) : get(button));
    location.assign(answer.location ?? "/");
  } catch (failure) {
    button.disabled = false;
    if (failure.status !== undefined) complain(failure);
    else refused.hidden = false;
  }
});

if (window.PublicKeyCredential) for (const part of all("[data-passkey], [data-passkey-part]")) part.hidden = false;
