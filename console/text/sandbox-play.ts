import { bilingual } from '../language';

/** Of scenarios that are played and saved, and of what the sandbox's forms accept at most. */
export const PLAY = bilingual(
  {
    title: 'A scenario is being played',
    progress: (done: number, total: number) => `${done} of ${total} steps are done.`,
    reload: 'Load the page again',
    stop: 'Stop it',
    busy: (done: number, total: number) =>
      `A scenario is being played (${done} of ${total} steps are done), and its faults would hit this as well. Wait until it has ended, or stop it on the sandbox page.`,
    stopping: 'The scenario ends before its next step.',
    nothingPlays: 'No scenario is being played.',
    stopped: (done: number) => `Stopped after ${done} ${done === 1 ? 'step' : 'steps'}`,
    stoppedWhat: 'What these steps have done stays as it is. Faults that wait can be cleared on this page.',
    nothingToSave:
      'Nothing was recorded yet, and a scenario needs a step. Choose a fault, send a red packet or move the clock; then save.',
    notSaved: (why: string) =>
      `What was recorded cannot be saved as a scenario: ${why}. “Start over” begins a new recording.`,
    longestMove: (days: number) => `The clock moves by ${days} days at most.`,
    largestBalance: (yuan: string) => `The balance is ${yuan} yuan at most.`,
  },
  {
    title: '正在执行情景',
    progress: (done: number, total: number) => `共 ${total} 步，已执行 ${done} 步。`,
    reload: '刷新页面',
    stop: '停止',
    busy: (done: number, total: number) =>
      `正在执行情景（共 ${total} 步，已执行 ${done} 步），其中的故障也会影响这项操作。请等它结束，或在沙箱页面上停止它。`,
    stopping: '情景会在下一步之前停止。',
    nothingPlays: '没有正在执行的情景。',
    stopped: (done: number) => `执行 ${done} 步后已停止`,
    stoppedWhat: '这些步骤的结果保持不变。等待命中的故障可以在本页清除。',
    nothingToSave: '还没有任何记录，而情景至少需要一步。请先选择故障、发送红包或移动时钟，然后保存。',
    notSaved: (why: string) => `无法将这些记录保存为情景：${why}。点击“重新开始”可以开始新的记录。`,
    longestMove: (days: number) => `时钟一次最多移动 ${days} 天。`,
    largestBalance: (yuan: string) => `余额最多为 ${yuan} 元。`,
  },
);
