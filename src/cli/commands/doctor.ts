import { doctor } from '../../workflows/doctor.ts';
import { SETTINGS_FILE } from '../../workflows/init.ts';
import { type AddCommand, type Flags, withCommon, withEngine, withSchemaDirectory, withSource } from '../options.ts';
import { runProcess } from '../run.ts';

/** `doctor`: what a run would find here, and what to do where it would fail. */
export function addDoctor(add: AddCommand): void {
  const command = withEngine(
    withSource(add('doctor', 'what a run would find here (settings, SQL, engines, programs), and what to do')),
  );
  withCommon(withSchemaDirectory(command, 'where the versioned files are')).action((flags: Flags) => runDoctor(flags));
}

function runDoctor(flags: Flags): Promise<void> {
  const file = flags.config ?? SETTINGS_FILE;
  return runProcess(
    flags,
    async (load, context) => {
      const diagnosis = await doctor(load, file, context);
      const wrong = diagnosis.examinations.filter(({ state }) => state === 'wrong').length;
      return {
        ok: diagnosis.ok,
        json: diagnosis,
        verdict: `A run would fail here: mend ${wrong === 1 ? 'what is' : `the ${wrong} lines`} marked with a cross.`,
      };
    },
    false,
  );
}
