declare module 'turndown' {
  export default class TurndownService {
    constructor(options?: { readonly codeBlockStyle?: string; readonly headingStyle?: string });
    turndown(html: string): string;
  }
}
