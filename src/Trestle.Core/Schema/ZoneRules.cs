namespace Trestle.Core.Schema;

/// <summary>
/// When the clocks of a place changed, so that a time is read alike on every machine, whatever it knows of time zones.
/// </summary>
/// <param name="Name">The name in the time zone database of IANA: <c>Europe/Berlin</c>.</param>
/// <param name="Changes">
/// The seconds that the clocks are ahead of UTC in the beginning, then for each change the seconds since 1970 from which on others hold,
/// and those: <c>3208 -2422054408=3600 323830800=7200</c>.
/// </param>
public sealed record ZoneRules(string Name, string Changes);
