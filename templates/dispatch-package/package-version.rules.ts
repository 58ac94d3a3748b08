/** The generation of the package. Raised with the first change after a generation was released: what is in clients' LMSs stays as it is. */
export const packageVersion = '2';
