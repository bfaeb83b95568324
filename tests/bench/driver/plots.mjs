export const plots = () => ({});
