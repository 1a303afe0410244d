using Cronos;

namespace Trestle.Server.Jobs;

/// <summary>When something is due.</summary>
internal abstract record Rhythm
{
    /// <summary>The first due time after a moment; null when there is none any more.</summary>
    public abstract DateTimeOffset? After(DateTimeOffset moment);

    /// <summary>At every whole multiple of an interval, so that all servers use the same times.</summary>
    internal sealed record Every(TimeSpan Time) : Rhythm
    {
        /// <inheritdoc/>
        public override DateTimeOffset? After(DateTimeOffset moment) =>
            new DateTimeOffset((moment.UtcTicks / Time.Ticks * Time.Ticks) + Time.Ticks, TimeSpan.Zero);
    }

    /// <summary>By five cron fields, in a time zone. Error TR0153 when they cannot be understood.</summary>
    internal sealed record Cron(string Expression, string TimeZone) : Rhythm
    {
        private readonly CronExpression fields = Parse(Expression);
        private readonly TimeZoneInfo zone = Zone(Expression, TimeZone);

        /// <inheritdoc/>
        public override DateTimeOffset? After(DateTimeOffset moment) => fields.GetNextOccurrence(moment, zone)?.ToUniversalTime();

        private static CronExpression Parse(string expression)
        {
            try
            {
                return CronExpression.Parse(expression);
            }
            catch (CronFormatException e)
            {
                throw new TrestleException(ServerErrors.BadCron(expression, e.Message), inner: e);
            }
        }

        private static TimeZoneInfo Zone(string expression, string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found)
            ? found
            : throw new TrestleException(ServerErrors.BadCron(expression, $"there is no time zone '{name}'"));
    }
}
