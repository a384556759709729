export async function benchSpeed() {}
