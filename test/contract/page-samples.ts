/** The sample code of the API’s page (知晓云, 公众号发送红包), each to the letter as it is printed there. */

/** Resolves; prints `true` when it is paid. */
export const SEND_SAMPLE = `const redPack = new BaaS.RedPack()

// 发送红包
redPack.sendRedPack({
  "type": "normal",
  "official_account_id": "wxcbda96de0b165486",
  "send_name": "send_name",
  "re_openid": "onqOjjmM1tad-3ROpncN-yUfa6uI",
  "total_amount": 200,
  "total_num": 1,
  "wishing": "恭喜发财",
  "act_name": "新年红包",
  "remark": "新年红包",
  "scene_id": "PRODUCT_2",
  "risk_info": "posttime%3d123123412%26clientversion%3d234134%26mobile%3d122344545%26deviceid%3dIOS"
}).then(res => {
  console.log(res.data.return_code === 'SUCCESS')
}).catch(err=>{
  // 见下方常见错误说明
})
`;

/** Resolves; prints the records. */
export const LIST_SAMPLE = `const redPack = new BaaS.RedPack()

redPack.getSentRedPackList({offset: 0, limit: 20}).then(res => {
  console.log(res.data.objects)
})
`;

/** The id is one of the page’s own, and its last line reads a `res` that is not there: it can only reject. */
export const GET_SAMPLE = `const redPack = new BaaS.RedPack()

redPack.getSentRedPack('i5c46d771b1b9de0ab5e3c4eed').then(() => {
  console.log(res.data)
})
`;

/** Goes on with the `redPack` of the sample before it. */
export const STATUS_SAMPLE = `redPack.getRedPackStatus({
  id: "i5c46d771b1b9de0ab5e3c4eed"
})
`;
