import type { IConstruct } from 'constructs';
import { escapeTemplate, LabApp } from '../core';

/** The labels by which `labcloud` knows its own objects on an engine. */
export function labelsOf(
  construct: IConstruct,
  name: string,
  more: Readonly<Record<string, string>> = {},
): { label: string; value: string }[] {
  const labels = { 'labcloud.lab': LabApp.of(construct).id, 'labcloud.name': name, 'labcloud.path': construct.node.path, ...more };
  return Object.entries(labels).map(([label, value]) => ({ label, value: escapeTemplate(value) }));
}
