using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Trestle.Storage.Tables.Remote;

/// <summary>The pages of an API: their rows are written to one file of JSON lines.</summary>
public sealed partial class HttpPages(HttpPlace place, TimeProvider clock)
{
    private const int Attempts = 4;

    /// <summary>Fetches all pages into a new file.</summary>
    public async Task FetchAsync(string file, CancellationToken cancellation)
    {
        using var source = new HttpSource(place, clock);
        using var lines = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        var paging = place.Paging ?? new HttpPaging(PageKind.None, "", "", 0, 1);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var (uri, rows) = (First(paging), 0L);
        for (var page = 1; uri is not null; page++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (page > paging.Limit)
            {
                throw RemoteErrors.TooManyPages($"{place}", paging.Limit).Thrown();
            }

            if (!seen.Add(uri.AbsoluteUri))
            {
                throw RemoteErrors.Circle($"{place}", page - 1).Thrown();
            }

            var (document, headers) = await PageAsync(source, uri, cancellation).ConfigureAwait(false);
            using (document)
            {
                var count = Write(document.RootElement, lines);
                rows += count;
                if (lines.Position > place.SizeLimit)
                {
                    throw RemoteErrors.TooLarge($"{place}", place.SizeLimit).Thrown();
                }

                uri = Next(paging, uri, document.RootElement, headers, page, rows, count);
            }
        }
    }

    private Uri First(HttpPaging paging) => paging.By is PageKind.Page or PageKind.Offset
        ? With(place.Address.Reveal(), paging.Parameter, paging.By == PageKind.Page ? paging.From : 0)
        : place.Address.Reveal();

    private Uri? Next(
        HttpPaging paging, Uri uri, JsonElement page, HttpResponseHeaders headers, int number, long rows, long count) => paging.By switch
        {
            PageKind.Link => LinkOf(headers) is { } link ? new Uri(uri, link) : null,
            PageKind.Next => Text(page, paging.At) is { Length: > 0 } next ? new Uri(uri, next) : null,
            PageKind.Cursor => Text(page, paging.At) is { Length: > 0 } cursor
                ? With(place.Address.Reveal(), paging.Parameter, cursor)
                : null,
            PageKind.Page => count == 0 ? null : With(place.Address.Reveal(), paging.Parameter, paging.From + number),
            PageKind.Offset => count == 0 ? null : With(place.Address.Reveal(), paging.Parameter, rows),
            _ => null,
        };

    private async Task<(JsonDocument Page, HttpResponseHeaders Headers)> PageAsync(
        HttpSource source, Uri uri, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var answer = await source.GetAsync(uri, cancellation).ConfigureAwait(false);
            if (await source.BytesAsync(answer, cancellation).ConfigureAwait(false) is not { } bytes)
            {
                if (attempt < Attempts)
                {
                    continue;
                }

                throw RemoteErrors.Truncated($"{place}", 0, "a complete page").Thrown();
            }

            try
            {
                return (JsonDocument.Parse(bytes.AsMemory(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0)), answer.Headers);
            }
            catch (JsonException broken)
            {
                throw RemoteErrors.NotJson($"{place}", broken.Message.Split(". ")[0]).Thrown(broken);
            }
        }
    }

    /// <summary>Writes the rows of a page, one per line; returns their number.</summary>
    private int Write(JsonElement page, Stream lines)
    {
        var items = Find(page, place.Items);
        if (items is not { ValueKind: JsonValueKind.Array } list)
        {
            throw RemoteErrors.NoItems($"{place}", place.Items, Words(items)).Thrown();
        }

        var count = 0;
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                throw RemoteErrors.NoItems($"{place}", place.Items, $"a list with {Words(item)} in it").Thrown();
            }

            JsonSerializer.Serialize(lines, item);
            lines.WriteByte((byte)'\n');
            count++;
        }

        return count;
    }

    private static JsonElement? Find(JsonElement page, string path)
    {
        JsonElement? found = page;
        foreach (var name in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            found = found is { ValueKind: JsonValueKind.Object } outer && outer.TryGetProperty(name, out var inner) ? inner : null;
        }

        return found;
    }

    private static string? Text(JsonElement page, string path) => Find(page, path) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private static string Words(JsonElement? found) => found?.ValueKind switch
    {
        null => "nothing",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        _ => "a single value",
    };

    /// <summary>The address in a header such as <c>&lt;https://…?page=2&gt;; rel="next"</c>.</summary>
    private static string? LinkOf(HttpResponseHeaders headers) => !headers.TryGetValues("Link", out var links) ? null
        : links.SelectMany(link => Links().Matches(link))
            .FirstOrDefault(link => Relation().IsMatch(link.Groups["parameters"].Value))?.Groups["address"].Value;

    private static Uri With(Uri uri, string parameter, object value)
    {
        var pairs = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(pair => Uri.UnescapeDataString(pair.Split('=')[0]) != parameter)
            .Append($"{Uri.EscapeDataString(parameter)}={Uri.EscapeDataString(Convert.ToString(value, CultureInfo.InvariantCulture)!)}");
        return new UriBuilder(uri) { Query = string.Join('&', pairs) }.Uri;
    }

    [GeneratedRegex(@"<(?<address>[^>]*)>(?<parameters>[^<]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Links();

    [GeneratedRegex(@";\s*rel\s*=\s*""?([^""]*\s)?next(\s[^""]*)?(""|;|,|\s|$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Relation();
}
