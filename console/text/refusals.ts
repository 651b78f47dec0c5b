import { bilingual } from '../language';

/** Why a request is refused. */
export type Refusal =
  | 'host'
  | 'path'
  | 'body'
  | 'origin'
  | 'method'
  | 'type'
  | 'token'
  | 'form'
  | 'readOnly'
  | 'size';

export const REFUSAL_STATUS = {
  host: 421,
  path: 404,
  body: 400,
  origin: 403,
  method: 405,
  type: 415,
  token: 401,
  form: 403,
  readOnly: 403,
  size: 413,
} as const satisfies Record<Refusal, number>;

interface Why {
  readonly title: string;
  readonly what: string;
}

export const REFUSALS = bilingual<Readonly<Record<Refusal, Why>>>(
  {
    host: {
      title: 'Wrong address',
      what: 'The console answers only under the address that ./red-pack console printed, which begins with http://127.0.0.1.',
    },
    origin: {
      title: 'Refused',
      what: 'The request came from another site. Open the console by its own address, and use its own forms.',
    },
    path: { title: 'Not found', what: 'There is nothing under this address. It may have been mistyped.' },
    body: {
      title: 'The form could not be read',
      what: 'What was sent is not a complete form, so nothing was done. Load the page again and repeat.',
    },
    method: { title: 'Refused', what: 'The console answers GET and POST only.' },
    type: { title: 'Refused', what: 'The console accepts only its own forms.' },
    token: {
      title: 'Not signed in',
      what: 'Open the address that ./red-pack console printed in the terminal, with its token. The token is new at each start.',
    },
    form: {
      title: 'The form is out of date',
      what: 'The console was started again after this page was opened. Go back, load the page again and repeat.',
    },
    readOnly: {
      title: 'Read-only',
      what: 'This console only reads. To act on a stack on AWS, start it with --allow-actions.',
    },
    size: { title: 'Too large', what: 'What was sent is larger than this page accepts.' },
  },
  {
    host: {
      title: '地址不对',
      what: '控制台只响应 ./red-pack console 打印的地址，即以 http://127.0.0.1 开头的地址。',
    },
    origin: { title: '已拒绝', what: '请求来自其他网站。请直接打开控制台的地址，并使用控制台自己的表单。' },
    path: { title: '未找到', what: '这个地址下没有内容，可能输入有误。' },
    body: { title: '无法读取表单', what: '收到的表单不完整，没有执行任何操作。请重新加载页面后再试。' },
    method: { title: '已拒绝', what: '控制台只响应 GET 和 POST。' },
    type: { title: '已拒绝', what: '控制台只接受自己的表单。' },
    token: {
      title: '尚未登录',
      what: '请打开 ./red-pack console 在终端打印的带令牌的地址。每次启动都会生成新的令牌。',
    },
    form: { title: '表单已过期', what: '打开本页之后控制台重新启动过。请返回并重新加载页面，然后再试一次。' },
    readOnly: {
      title: '只读',
      what: '当前控制台只能查看。要在 AWS 上执行操作，请在启动时加上 --allow-actions。',
    },
    size: { title: '内容过大', what: '提交的内容超过了本页允许的大小。' },
  },
);
