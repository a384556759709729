export {
  judgeMessages,
  judgementOf,
  judgeSchema,
  judgeTemperature,
  judgeTemplate,
  judgeTokens,
  readScores,
} from './judge';
export { defaultThreshold, passes, passing, ratingCounts, thresholdRange } from './ratings';
