using System.Text.Json;
using System.Text.Json.Serialization;

using Trestle.Core.Configuration;
using Trestle.Core.Errors;

namespace Trestle.Core.Routing;

/// <summary>Route tables as files: JSON, validated completely before use.</summary>
public static class RouteTables
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new WordConverter() },
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        WriteIndented = true,
    };

    /// <summary>The table as a file holds it.</summary>
    public static byte[] Write(RouteTable table)
    {
        if (Fault(table) is { } fault)
        {
            throw new TrestleException(RouteErrors.Unusable("route table", fault));
        }

        return JsonSerializer.SerializeToUtf8Bytes(table, Json);
    }

    /// <summary>Reads a table; error TR0028 says what is wrong with it.</summary>
    public static RouteTable Read(ReadOnlySpan<byte> text, string place)
    {
        try
        {
            var table = JsonSerializer.Deserialize<RouteTable>(text, Json) ?? throw new JsonException("it is null");
            return Fault(table) is { } fault ? throw new TrestleException(RouteErrors.Unusable(place, fault)) : table;
        }
        catch (JsonException broken)
        {
            throw new TrestleException(RouteErrors.Unusable(place, broken.Message), inner: broken);
        }
    }

    private static string? Fault(RouteTable table)
    {
        if (table.Routes.Any(route => route is null))
        {
            return "one of its routes is null";
        }

        var answering = table.Routes.Where(route => route.Role != RouteRole.Shadow).ToArray();
        return table switch
        {
            { Generation: < 1 } => "its generation is not positive",
            { Retired: not null } => table.Routes.Count > 0 ? "it is retired and still has routes" : null,
            _ when table.Routes.Any(route => route.Version < 1 || !(route.Share is >= 0 and <= 1)) =>
                "a version is not positive, or a share is not from 0 to 1",
            _ when table.Routes.Select(route => route.Version).Distinct().Count() != table.Routes.Count => "a version occurs twice",
            _ when answering.Count(route => route.Role == RouteRole.Live) != 1 => "it needs exactly one live version",
            _ when Math.Abs(answering.Sum(route => route.Share) - 1) > 1e-9 => "the shares of the versions that answer do not sum to 1",
            _ => null,
        };
    }
}
