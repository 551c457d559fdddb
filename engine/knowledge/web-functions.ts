/** What makes a query or form of names and values. Python 2's `urllib` has it at the top. */
export const ENCODING_FORMS: readonly string[] = ["urllib.parse.urlencode", "urllib.urlencode"];

/** What escapes one value for a URL. */
export const QUOTING: readonly string[] = ["quote", "quote_plus"].flatMap((name) => [
  `urllib.parse.${name}`,
  `urllib.${name}`,
]);

/** What opens a URL, raising HTTPError for an error status. Python 2's `urllib.urlopen` raises nothing and is not among them. */
export const OPENING_URLS: readonly string[] = ["urllib.request.urlopen", "urllib2.urlopen"];

/** What holds a request until it is opened. */
export const REQUESTS: readonly string[] = ["urllib.request.Request", "urllib2.Request"];

export const HTTP_CONNECTIONS: readonly string[] = ["http.client.HTTPConnection", "http.client.HTTPSConnection"];

/** Of the packages `requests` and `httpx`, the functions that send a request to the URL they are given first. */
export const PACKAGE_REQUESTS: readonly string[] = ["requests", "httpx"].flatMap((name) =>
  ["get", "post", "put", "patch", "delete", "head", "options"].map((method) => `${name}.${method}`),
);
