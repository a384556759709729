import { MLCEngine } from '@mlc-ai/web-llm';

// The package by itself, for what our own checks keep from happening.

/** What the library says to a model that its list does not have. */
export async function unknownModel(): Promise<{ name: string; message: string }> {
  const engine = new MLCEngine({ appConfig: { model_list: [] } });
  try {
    await engine.reload('nobody');
    return { name: '', message: 'It loaded.' };
  } catch (thrown) {
    const { name, message } = thrown as Error;
    return { name, message };
  }
}
