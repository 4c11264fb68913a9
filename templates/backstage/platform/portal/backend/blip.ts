<%= header() %>
// The action `blip:new` for the portal's backend: answers in, the files of a service out. docs/backstage.md says where it
// goes. It needs the program `blip` on the backend's PATH.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  createTemplateAction,
  executeShellCommand,
  scaffolderActionsExtensionPoint,
} from '@backstage/plugin-scaffolder-node';

/** What was left empty in the form is left to Blip. */
function answered(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const given = Object.entries(value).filter(([, each]) => each !== undefined && each !== null && each !== '');
  return Object.fromEntries(given.map(([key, each]) => [key, answered(each)]));
}

export const blipNew = () =>
  createTemplateAction({
    id: 'blip:new',
    description: 'Makes a new service with `blip new`',
    schema: {
      input: {
        answers: z => z.record(z.any()).describe('Answers in the shape of blip.yaml'),
        blips: z => z.array(z.string()).optional().describe('The blips to use, without settings'),
      },
    },
    async handler(ctx) {
      const { answers, blips } = ctx.input;
      const used = { ...Object.fromEntries((blips ?? []).map(blip => [blip, {}])), ...answers.blips };
      // outside of the workspace, which is pushed as it is
      const room = await mkdtemp(path.join(tmpdir(), 'blip-'));
      try {
        const file = path.join(room, 'answers.yaml');
        // JSON is YAML; no answer gets near a command line
        await writeFile(file, JSON.stringify(answered({ ...answers, blips: used })));
        await executeShellCommand({
          command: 'blip',
          args: ['new', '--answers', file, '--dir', ctx.workspacePath, '--no-git'],
          logger: ctx.logger,
        });
      } finally {
        await rm(room, { recursive: true, force: true });
      }
    },
  });

export default createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'blip',
  register(reg) {
    reg.registerInit({
      deps: { scaffolder: scaffolderActionsExtensionPoint },
      async init({ scaffolder }) {
        scaffolder.addActions(blipNew());
      },
    });
  },
});
