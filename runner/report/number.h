/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as the table, the page and the comparison write them. */
#ifndef REPORT_NUMBER_H
#define REPORT_NUMBER_H

#define NUMBER_MAX 32u

struct number_text {
	char text[NUMBER_MAX];
};

/* Whole numbers as such, halves (a median of an even count) with one decimal. */
struct number_text number_plain(double value);
/* With its sign, except zero: +12, -3, 0. */
struct number_text number_signed(double value);
/* Change in percent, signed, one decimal: +2.1 %; empty when there is none or @from is 0. */
struct number_text number_percent(double from, double to);

#endif
