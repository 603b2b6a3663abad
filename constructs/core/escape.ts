/**
 * User text as Terraform must read it: `${` and `%{` would start a template, so their sign is doubled.
 * Every text that a person gives and that reaches Terraform goes through here exactly once.
 */
export function escapeTemplate(text: string): string {
  return text.includes('{') ? text.replace(/([$%])(?=\{)/g, '$1$1') : text;
}
