/** The HTML pages that WeChat's front servers return before any business logic runs. */

function page(title: string, heading: string, line: string): string {
  return (
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${heading}</h1></center>\r\n` +
    `${line}<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`
  );
}

function certificatePage(text: string): string {
  return page(`400 ${text}`, '400 Bad Request', `<center>${text}</center>\r\n`);
}

export const CERTIFICATE_ABSENT_PAGE = certificatePage('No required SSL certificate was sent');
export const CERTIFICATE_REFUSED_PAGE = certificatePage('The SSL certificate error');

const REASONS: Readonly<Record<number, string>> = {
  404: 'Not Found',
  405: 'Not Allowed',
  413: 'Request Entity Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** The default page of an HTTP status. */
export function statusPage(status: number): string {
  const title = `${status} ${REASONS[status] ?? 'Error'}`;
  return page(title, title, '');
}
