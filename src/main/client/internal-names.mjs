/**
 * Finds the property names that only the client's own classes use, so that the minifier may shorten them. The type
 * checker must resolve every use of such a name to one of these classes.
 */
import ts from 'typescript';

/**
 * `entries`: the modules whose exports are the public interface and keep their names; `isOurs(file)`: whether a file
 * belongs to the client.
 */
export function internalNames(program, entries, isOurs) {
  const checker = program.getTypeChecker();
  const modules = entries.map((file) => checker.getSymbolAtLocation(program.getSourceFile(file)));
  const api = new Set(modules.flatMap((module) => checker.getExportsOfModule(module)).map(({ name }) => name));
  const candidates = new Set();
  const used = new Set();
  const files = program.getSourceFiles().filter(({ fileName, isDeclarationFile }) => !isDeclarationFile && isOurs(fileName));
  for (const file of files) {
    collect(file);
    visit(file);
  }
  return [...candidates].filter((name) => !used.has(name));

  function collect(node) {
    ts.forEachChild(node, collect);
    if (!ts.isClassDeclaration(node) && !ts.isInterfaceDeclaration(node)) return;
    for (const member of node.members) {
      if (ts.isConstructorDeclaration(member)) {
        for (const parameter of member.parameters) if (parameter.modifiers?.length) candidates.add(parameter.name.text);
      } else if (member.name && ts.isIdentifier(member.name) && isInternal(member)) candidates.add(member.name.text);
    }
  }

  function isInternal(declaration) {
    const { fileName } = declaration.getSourceFile();
    if (!isOurs(fileName)) return false;
    const owner = ts.isParameter(declaration) ? declaration.parent.parent : declaration.parent;
    if (!owner || (!ts.isClassDeclaration(owner) && !ts.isInterfaceDeclaration(owner))) return false;
    const isPrivate = (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Private) !== 0;
    return isPrivate || !api.has(owner.name.text);
  }

  function visit(node) {
    ts.forEachChild(node, visit);
    if (!node.parent) return;
    if (ts.isPropertyAccessExpression(node)) note(node.name.text, checker.getSymbolAtLocation(node.name));
    else if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
      const name = node.propertyName ?? node.name;
      if (ts.isIdentifier(name)) note(name.text, checker.getTypeAtLocation(node.parent).getProperty(name.text));
    } else if (ts.isObjectLiteralExpression(node.parent) && ts.isObjectLiteralElement(node) && node.name && ts.isIdentifier(node.name)) {
      note(node.name.text, checker.getContextualType(node.parent)?.getProperty(node.name.text));
    } else if (ts.isPropertySignature(node) || ts.isMethodSignature(node) || ts.isClassElement(node)) {
      if (node.name && ts.isIdentifier(node.name) && !isInternal(node)) used.add(node.name.text);
    }
  }

  /** Keeps a name that has another or an unresolved use. */
  function note(name, symbol) {
    if (!symbol?.declarations?.length || !symbol.declarations.every((each) => isInternal(each))) used.add(name);
  }
}
