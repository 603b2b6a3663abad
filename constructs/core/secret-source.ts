/** Where a secret comes from when the lab is brought up; its value is in nothing that synth writes. */
export type SecretSource =
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'generated'; readonly bytes: number };
