export { fitsContext, promptBudget, type BudgetRequest } from './budget';
export { draftOf, sayingOf, sourceOf, type ChunkOrigin } from './draft';
export { QuestionBook } from './duplicates';
export { answerSupport, ground, type Grounding } from './grounding';
export { halvesOf } from './halve';
export {
  checkGeneration,
  contextWanted,
  defaultGeneration,
  generationKinds,
  generationRanges,
  maxLanguageLength,
  maxStyleLength,
  pairsWanted,
  type CheckReason,
  type CheckResult,
  type GenerationKind,
  type OptionRange,
} from './options';
export { readReply, saying, type Reply } from './output';
export {
  callSeed,
  chunkProblem,
  nextStep,
  startChunk,
  type CallEvent,
  type ChunkPlan,
  type ChunkState,
  type Failure,
  type Part,
  type Step,
} from './plan';
export { promptMessages, promptName, promptValues, templates, type PromptInput } from './prompts';
export { schemaOf } from './schemas';
export { fillTemplate, templateProblems, templateVariables, type TemplateVariable } from '../model/template';
