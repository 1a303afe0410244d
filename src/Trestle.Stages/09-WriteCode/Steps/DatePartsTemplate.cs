using System.Text.Json;

namespace Trestle.Stages.WriteCode.Steps;

/// <summary>Moments taken apart.</summary>
internal sealed class DatePartsTemplate() : StepTemplate<DateParts, FittedDateParts>(DateParts.Name, Source)
{
    private const string Source = """
        namespace Training.Steps;

        /// <summary>Takes moments (microseconds since 1970) apart into columns such as x.month.</summary>
        internal sealed class DateParts(string[] parts, bool keepSource, params string[] columns) : IStep
        {
            private static readonly double Earliest = (DateTime.MinValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            private static readonly double Latest = (DateTime.MaxValue - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

            public Table Apply(Table rows)
            {
                var table = keepSource ? rows : rows.Without(columns);
                foreach (var column in columns)
                {
                    foreach (var part in parts)
                    {
                        table = table.With($"{column}.{part}", Array.ConvertAll(rows.Numbers(column), micros => Part(micros, part)));
                    }
                }

                return table;
            }

            private static double Part(double micros, string part)
            {
                if (!(micros >= Earliest && micros <= Latest))
                {
                    return double.NaN;
                }

                var moment = DateTime.UnixEpoch.AddTicks((long)Math.Floor(micros) * TimeSpan.TicksPerMicrosecond);
                var weekday = ((int)moment.DayOfWeek + 6) % 7;
                return part switch
                {
                    "year" => moment.Year,
                    "quarter" => ((moment.Month - 1) / 3) + 1,
                    "month" => moment.Month,
                    "day-of-month" => moment.Day,
                    "day-of-week" => weekday,
                    "day-of-year" => moment.DayOfYear,
                    "hour" => moment.Hour,
                    "minute" => moment.Minute,
                    "is-weekend" => weekday >= 5 ? 1 : 0,
                    "days" => (moment.Ticks / TimeSpan.TicksPerDay) - (DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerDay),
                    _ => throw new InvalidOperationException($"a date has no part '{part}'"),
                };
            }
        }
        """;

    /// <inheritdoc/>
    protected override IEnumerable<string> Arguments(DateParts step, FittedDateParts fitted) =>
    [
        Literal.Array(fitted.Parts.Select(Part)),
        Literal.Named("keepSource", fitted.KeepSource),
        .. Literal.Texts(fitted.Columns),
    ];

    private static string Part(DatePart part) => Literal.Text(JsonNamingPolicy.KebabCaseLower.ConvertName(part.ToString()));
}
