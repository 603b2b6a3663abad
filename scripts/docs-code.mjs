// Writes each block of TypeScript that stands in a document into a module of its own below coverage/docs, so that the type checker reads it.
// A line of the module is the same line of the document. What a block uses and does not declare comes from the context of its document.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(root, 'coverage/docs');
const BLOCK = /^```ts\n(.*?)^```$/gms;
/** The first that fits the document's path. */
const CONTEXTS = [
  [/^packages\/([\w-]+)\/README\.md$/, (name) => `__tests__/docs/context/${name}.ts`],
  [/^packages\//, () => undefined],
  [/\.md$/, () => '__tests__/docs/context/guides.ts'],
];

function parse(name, text) {
  return ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
}

/** The names that a module declares at its top, and those of them that it exports. */
function declaredIn(source) {
  const declared = new Set();
  const exported = new Set();
  const add = (name, statement) => {
    declared.add(name);
    if (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) exported.add(name);
  };
  const bind = (name, statement) => {
    if (ts.isIdentifier(name)) add(name.text, statement);
    else name.elements.forEach((element) => element.name && bind(element.name, statement));
  };
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) statement.declarationList.declarations.forEach(({ name }) => bind(name, statement));
    else if (ts.isImportDeclaration(statement)) {
      const clause = statement.importClause;
      if (clause?.name) declared.add(clause.name.text);
      const bindings = clause?.namedBindings;
      if (bindings && ts.isNamespaceImport(bindings)) declared.add(bindings.name.text);
      else bindings?.elements.forEach(({ name }) => declared.add(name.text));
    } else if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
      statement.exportClause.elements.forEach(({ name }) => exported.add(name.text));
    } else if (statement.name) add(statement.name.text, statement);
  }
  return { declared, exported };
}

/** Whether an identifier names a member of something and so refers to nothing. */
function isMemberName({ parent, text }) {
  const isName = parent.name?.text === text;
  return isName && (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isClassElement(parent));
}

/** The names that a block uses and nowhere declares. */
function neededBy(source) {
  const used = new Set();
  const declared = new Set();
  const visit = (node) => {
    if (ts.isIdentifier(node) && !isMemberName(node)) used.add(node.text);
    if ((ts.isVariableDeclaration(node) || ts.isParameter(node)) && ts.isIdentifier(node.name)) declared.add(node.name.text);
    node.forEachChild(visit);
  };
  visit(source);
  return [...used].filter((name) => !declared.has(name));
}

/** Whether a block waits for something outside of every function, which a module of CommonJS cannot. */
function waitsAtTop(source) {
  const waits = (node) =>
    ts.isAwaitExpression(node) ||
    (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
    (!ts.isFunctionLike(node) && ts.forEachChild(node, waits) === true);
  return source.statements.some((statement) => waits(statement));
}

function contextOf(document) {
  for (const [pattern, path] of CONTEXTS) {
    const match = pattern.exec(document);
    const file = match && path(match[1]);
    if (file) {
      try {
        return { file, names: declaredIn(parse(file, readFileSync(join(root, file), 'utf8'))).exported };
      } catch (error) {
        if (error.code !== 'ENOENT') throw error;
      }
    }
    if (match) return { names: new Set() };
  }
  return { names: new Set() };
}

/** The module of a block: as many empty lines as stand above it, what it needs, the block, and its own names as used. */
function moduleOf(document, line, code, context) {
  const source = parse(document, code);
  const { declared, exported } = declaredIn(source);
  const needed = neededBy(source).filter((name) => context.names.has(name) && !declared.has(name));
  const file = join(output, `${document}.${line}.ts`);
  const from = context.file && relative(dirname(file), join(root, context.file)).replace(/\.ts$/, '');
  const prelude = needed.length > 0 ? `import { ${needed.join(', ')} } from '${from}';` : '';
  const own = [...declared].filter((name) => !exported.has(name));
  // The fence's own line is free for what comes before.
  const lines = [...Array(line - 1).fill(''), prelude];
  if (waitsAtTop(source)) {
    const body = source.statements.find((statement) => !ts.isImportDeclaration(statement)).getStart();
    const local = own.filter((name) => !code.slice(0, body).includes(name));
    lines.push(`${code.slice(0, body)}export async function block() { ${code.slice(body)}return { ${local.join(', ')} }; }`);
  } else {
    lines.push(`${code}export { ${own.join(', ')} };`);
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${lines.join('\n')}\n`);
}

rmSync(output, { recursive: true, force: true });
const documents = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
});
let blocks = 0;
for (const document of documents.split('\0').filter(Boolean)) {
  const text = readFileSync(join(root, document), 'utf8');
  const context = contextOf(document);
  for (const { index, 1: code } of text.matchAll(BLOCK)) {
    moduleOf(document, text.slice(0, index).split('\n').length, code, context);
    blocks += 1;
  }
}
console.log(`${blocks} blocks of TypeScript in the documents.`);
